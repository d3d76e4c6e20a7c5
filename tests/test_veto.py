"""A sentence without anything of the kind that is asked for is no answer, however alike it sounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.asking.question import Asks, asked
from chat.refusing.veto import can_answer
from index.segment import Segmenter

SEGMENTER = Segmenter()


@pytest.mark.parametrize(
    ("question", "sentence", "can"),
    [
        ("哪一年建成机场？", "加快推进机场二期。", False),
        ("哪一年建成机场？", "机场2025年建成。", True),
        ("基金有多少元？", "设立自然科学基金，参与十年行动。", False),
        ("基金有多少元？", "设立五千万元的基金。", True),
        ("客流增加了多少人次？", "进入冬季，地铁客流量增加。", False),
        ("机场什么时候投用？", "加快推进长春龙嘉机场二期。", False),
        ("机场总投资多少亿元？", "加快推进机场二期，打造十条航线。", False),
        ("规划由哪个部门负责？", "深入实施“八五”普法规划。", False),
        ("规划由哪个部门负责？", "司法局负责普法规划。", True),
        ("管网改造由谁牵头？", "管网改造由林业站牵头。", True),
        ("管网改造由谁牵头？", "项目：管网改造 | 牵头：农技推广站", True),
        ("管网改造由谁牵头？", "管网改造由畜牧站负责。", True),
        ("管网改造由哪个单位负责？", "管网改造由镇水管所负责。", True),
        ("管网改造由谁牵头？", "由于停水，管网改造推迟。", False),
        ("活动由谁主持？", "活动理由充分，来到现场。", False),
        ("导演是谁？", "导演：钟离春", True),
        ("监制是谁？", "序号：3 | 监制：老舍", True),
        ("导演是谁？", "门票：免费", False),
        ("检验费由谁出？", "检验费用由申请方负担。", True),
        ("超过五天报谁批？", "五天以上报总经理。", True),
        ("填埋湿地罚多少钱？", "第八条 违反第七条规定的，责令改正。", False),
        ("没办登记罚多少钱？", "第八条 未按照第七条办理的，处五百元罚款。", True),
        ("丢了书赔多少钱？", "按照定价的三倍赔偿。", True),
        ("办证要多少钱？", "凭身份证可以免费办理。", True),
        ("登记费是多少？", "应当自取得之日起三十日内办理登记。", False),
        ("在学校花费多少时间？", "仅一个月就毕业。", True),
        ("延时服务到几点结束？", "三个窗口每周六上午延时开放。", False),
        ("末班车几点？", "末班车：22:10", True),
        ("审核要多长时间？", "受理部门应在10个工作日内完成审核。", True),
        ("老街有多久的历史？", "老街已有八百多年历史。", True),
        ("审核要多长时间？", "受理部门应当完成审核。", False),
        ("塔由哪个组织建成？", "课外活动小组筹建了塔。", True),
        ("谢谢！", "感谢您选购本机。", False),
        ("您好", "您好，欢迎光临。", False),
        ("几点闭馆？", "九时至二十时三十分开放。", True),
        ("终端一共有多少台？", "今年以来自助终端报修47次。", False),
        ("一户能养几只狗？", "自取得犬只之日起三十日内办理登记。", False),
        ("一户能养几只狗？", "每户限养一条。", True),
        ("值班表要报给谁？", "11月25日前将值班表报综合科。", True),
        ("开发多少岗位？", "开发就业岗位60万个。", True),
        ("民营经济占比多少？", "新增10万个学位。", False),
        ("民营经济占比多少？", "力争民营经济占比达53%以上。", True),
        ("照片是谁拍的？", "地铁客流量增加。", False),
        ("长春市市长是谁？", "长春奋力开创振兴发展新局面。", False),
        ("长春市市长是谁？", "做强示范区等平台。", False),
        ("长春市市长是谁？", "市长说，要优化营商环境。", True),
        ("商品房均价多少钱？", "销售面积29.7万平方米，下降8.4%。", False),
        ("商品房均价多少钱？", "均价每平方米6,200元，下降8.4%。", True),
        ("冰芯钻了多深？", "冰芯把记录延伸到80万年前。", False),
        ("冰芯钻了多深？", "冰芯钻到3200多米。", True),
        ("念雪读的是哪所学校？", "女孩如今在市里读护理专业。", False),
        ("麻雪莹是哪所大学毕业的？", "大学毕业回乡的麻雪莹直播卖茶。", False),
        ("马飚毕业于哪所大学？", "中央民族学院政治系毕业。", True),
        ("存款在哪家银行？", "裁定冻结银行存款50万元。", False),
        ("存款在哪家银行？", "存款在建设银行。", True),
        ("由哪个单位承建？", "高标准建设实验装置。", False),
        ("由哪个单位管理？", "第一类产业业务则由农业部接管。", True),
        ("占了多少百分比的产值？", "核心区占了全市92%的产值。", True),
        ("有多少人居住？", "普查时有5,583,064名居民。", True),
        ("收视率是多少？", "首集收视率为7.07。", True),
        ("山脉什么时候隆起？", "白垩纪中期山脉开始隆起。", True),
        ("一次能借几本？", "每次最多借阅图书十册。", True),
        ("一次能借几本？", "借期三十天。", False),
        ("几天内要挂失？", "应当在三日内挂失。", True),
        ("奖金有多少元？", "奖金为一百万美元。", True),
        ("一天罚多少元？", "每日收取逾期费一角。", True),
        ("扩建要花多少钱？", "一、关于小学扩建", False),
        ("扩建要花多少钱？", "一、扩建投资4800万元", True),
        ("罚多少钱？", "第六条 应当赔偿。", False),
        ("几号开始供热？", "三、关于冬季供热", False),
        ("几号开始供热？", "10月25日零时正式供热。", True),
        ("至少多少度？", "室内温度不得低于18摄氏度。", True),
        ("供热热线是多少？", "10月15日前完成检修,温度不低于18摄氏度。", False),
        ("供热热线是多少？", "热线电话为12345。", True),
        ("谁负责解释？", "本规定由图书馆负责解释。", True),
        ("谁负责解释？", "国家法定节假日照常开放。", False),
        ("《比例图》中的方和圆有何意义？", "它们代表宇宙的秩序。", True),
        ("红旗要打造成什么？", "碧水清流。", True),
        ("整合了多少部门？", "整合公安、城管等18个部门数据。", True),
        ("合同有几条款？", "合同共12项条款。", True),
        ("来了几家长？", "到场的共32人。", True),
        ("招了多少本科生？", "招收本科生320名。", True),
        ("拍了几部电影？", "去年投资8个亿。", False),
        ("打造几条产业链？", "打造“十大产业链”。", True),
        ("打造几条产业链？", "产业园占地15亩。", False),
        ("文明城市连冠几次？", "争创文明城市“六连冠”。", True),
        ("航班一周开几趟？", "航班每周各飞3班。", True),
        ("平台要超过多少家？", "集聚创新平台超200个。", True),
        ("多久开一次会？", "领导小组每季度召开一次会议。", True),
        ("多久换一次水？", "每个学期换一次水。", True),
        ("多久开一次会？", "领导小组应当召开会议。", False),
        ("医院哪天交付？", "医院推迟到今年11月交付。", True),
        ("文化节几号办？", "办好文化节（4月中旬）。", True),
        ("病区哪天投用？", "病区上半年投入使用。", True),
        ("病区哪天投用？", "病区设床位1200张。", False),
        ("2号线哪天通？", "2号线全长27公里。", False),
        ("2号线哪天通？", "2号线28日通车。", True),
        ("上云率百分之几？", "指标：企业上云率（%） | 2020年：18 | 2025年：100", True),
        ("上云率百分之几？", "指标：企业数 | 2020年：18 | 2025年：100", False),
    ],
)
def test_the_kind_that_is_asked_for_must_be_there(question: str, sentence: str, can: bool) -> None:
    assert can_answer(question, sentence, SEGMENTER) is can


@pytest.mark.parametrize("unit", ["分钟", "小时", "天", "日", "个月", "月", "年"])
@pytest.mark.parametrize(
    ("question", "head"),
    [("旅游1线单程多长时间", "单程时间"), ("保质期多久", "保质期"), ("培训要多久", "时长")],
)
def test_how_long_may_be_counted_in_what_the_head_says(question: str, head: str, unit: str) -> None:
    assert can_answer(question, f"线路：旅游1线 | {head}（{unit}）：85", SEGMENTER)
    assert can_answer(question, f"线路：旅游1线 | {head}：85{unit}", SEGMENTER)
    assert not can_answer(question, f"线路：旅游1线 | 租金（元/{unit}）：85", SEGMENTER)
    assert not can_answer("哪天开始？", f"线路：旅游1线 | {head}（分钟）：85", SEGMENTER)


@given(st.text(max_size=30), st.text(min_size=1, max_size=60))
def test_only_times_numbers_and_persons_are_ever_missing(question: str, sentence: str) -> None:
    if asked(question).asks not in (Asks.TIME, Asks.NUMBER, Asks.PERSON):
        assert can_answer(question, sentence, SEGMENTER)


@given(st.text(max_size=60))
def test_more_words_never_take_an_answer_away(sentence: str) -> None:
    for question in ("哪一年？", "多少元？", "谁？", "占比多少？"):
        if can_answer(question, sentence, SEGMENTER):
            assert can_answer(question, sentence + "。2025年，王小明捐5元，占53%。", SEGMENTER)
