"""A section that a question names is told as it stands; what names none, or several, tells nothing."""

import pytest
from conftest import text_document
from hypothesis import given
from hypothesis import strategies as st

from chat.quoting.sections import MOST, SHORT, named, told
from ingest.normalize import fold
from ingest.passages import passages
from ingest.read import document as read
from ingest.types import Document, Span

LAW = (
    "道路养护条例\n\n第一章 总则\n\n第一条 为了保护公路，制定本条例。\n\n"
    "第二条 本条例所称公路，包括桥梁和隧道。\n\n第二章 养护\n\n"
    "第三条 养护由县级以上人民政府负责。\n\n养护的费用列入预算。\n\n第四条 损坏公路的，应当赔偿。\n"
)


def quotes(question: str, document: Document) -> list[str]:
    """What is told, line by line of the document."""
    lines: list[list[Span]] = []
    for _, sentences, _ in told(question, document, passages(document)):
        lines.append([])
        for one in sentences:
            if lines[-1] and "\n" in document.text[lines[-1][-1].end : one[0].start]:
                lines.append([])
            lines[-1] += one
    return [document.quote(line) for line in lines]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("“提升社会治理效能”这一段主要讲了什么？", "提升社会治理效能"),
        ("请问法治长春建设都包括哪些工作呢？", "法治长春建设"),
        ("文中的污染防治攻坚战要做哪些事", "污染防治攻坚战"),
        ("安全稳定工程分几个方面来部署？", "安全稳定工程"),
        ("第三条规定了什么？", "第三条"),
        ("养护这一章有哪些规定？", "养护"),
        ("法治長春建設包括哪些內容？", "法治长春建设"),
        ("防汛准备有哪些？", "防汛准备"),
        ("补贴标准是什么？", "补贴标准"),
    ],
)
def test_a_name_and_a_request_for_what_it_says_name_a_section(question: str, name: str) -> None:
    assert named(question) == name


@pytest.mark.parametrize(
    "question",
    [
        "会新增多少学位？",
        "长春有哪些大学？",
        "谁讲了话？",
        "为什么要养护公路？",
        "法治长春建设",
        "工作有什么要求",
    ],
)
def test_another_question_names_none(question: str) -> None:
    assert named(question) is None


def test_a_chapter_is_told_by_its_name_without_its_number_article_by_article() -> None:
    document = text_document(LAW)
    assert quotes("养护这一章有哪些规定？", document) == [
        "第三条 养护由县级以上人民政府负责。",
        "养护的费用列入预算。",
        "第四条 损坏公路的，应当赔偿。",
    ]
    assert quotes("养护有哪些规定？", document) == []


def test_a_paragraph_is_told_whole_by_the_head_set_into_its_text(newspaper: Document) -> None:
    start = newspaper.text.index("深化法治长春建设。")
    whole = newspaper.text[start : newspaper.text.index("\n", start)].rstrip("\r")
    assert quotes("法治长春建设包括哪些工作？", newspaper) == [whole]


def test_of_a_part_the_heads_of_its_paragraphs_are_listed(newspaper: Document) -> None:
    found = told("安全稳定工程分哪几个方面来部署？", newspaper, passages(newspaper))
    heads = [newspaper.quote(asked) for _, _, asked in found]
    assert heads == ["深化法治长春建设。", "提升社会治理效能。", "筑牢平安建设根基。"]


def test_an_article_is_told_with_all_its_paragraphs_and_a_chapter_by_its_articles() -> None:
    law = text_document(LAW)
    assert quotes("第三条说了什么？", law) == [
        "第三条 养护由县级以上人民政府负责。",
        "养护的费用列入预算。",
    ]
    assert [one[:3] for one in quotes("第一章规定了哪些内容？", law)] == ["第一条", "第二条"]


RULES = (
    "条例\n\n第一章 总则\n\n第一条 为了加强管理，制定本条例。\n\n第二条 驾驶人应当遵守下列规定：\n\n"
    "（一）在非机动车道内行驶；\n\n（二）时速不得超过二十五公里；\n\n（三）佩戴头盔。\n\n"
    "未成年人不得载人。\n\n第二章 附则\n\n第三条 本条例自公布之日起施行。\n"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("第二条第一款是怎么规定的？", ["第二条 驾", "（一）在", "（二）时", "（三）佩"]),
        ("第二条第二款", ["未成年人"]),
        ("第二条第三项是什么？", ["第二条 驾", "（三）佩"]),
        ("第二条第一款第二项", ["第二条 驾", "（二）时"]),
        ("第二条第四项", []),
        ("第二条第三款", []),
        ("第九条", []),
    ],
)
def test_a_paragraph_or_an_item_of_an_article_is_told_by_its_number(
    question: str, said: list[str]
) -> None:
    found = quotes(question, text_document(RULES))
    assert len(found) == len(said)
    assert all(one.startswith(begin) for one, begin in zip(found, said, strict=True))


def test_an_article_is_one_quote_with_its_items() -> None:
    law = text_document(RULES)
    found = told("总则这一章有哪些规定？", law, passages(law))
    assert [law.quote(sentences[0])[:3] for _, sentences, _ in found] == ["第一条", "第二条"]
    assert len(found[1][1]) == 5


def test_an_article_of_another_document_is_not_told() -> None:
    law = text_document(LAW)
    law = Document(law.id, "道路养护条例", law.text, law.data, law.encoding)
    assert quotes("《道路养护条例》第四条规定了什么？", law) == ["第四条 损坏公路的，应当赔偿。"]
    assert quotes("《水路运输条例》第四条规定了什么？", law) == []


def test_what_two_sections_are_called_or_half_of_a_name_tells_nothing() -> None:
    text = "规划\n\n一、绿化行动\n\n春天种树，秋天浇水。\n\n二、亮化行动\n\n绿化行动。种草种花，建设公园。\n"
    document = text_document(text)
    assert quotes("绿化行动讲了什么？", document) == []
    assert quotes("亮化行动讲了什么？", document) == ["绿化行动。种草种花，建设公园。"]
    assert quotes("亮化行动和绿化行动讲了什么？", document) == []


def test_asked_only_what_there_is_a_name_has_to_be_the_whole_heading() -> None:
    document = text_document(
        "纪要\n\n一、关于防汛准备\n\n月底前清掏管网；备好编织袋；组建抢险队。\n\n二、安全责任落实情况\n\n每半月督办一次。\n"
    )
    assert quotes("防汛准备有哪些？", document) == ["月底前清掏管网；备好编织袋；组建抢险队。"]
    assert quotes("安全责任有哪些？", document) == []
    assert quotes("安全责任有哪些内容？", document) == ["每半月督办一次。"]


def test_a_short_part_is_told_whole_and_not_by_its_beginnings() -> None:
    parts = ["（一）锂电池车每辆六百元；铅酸电池车每辆五百元。", "（二）低保对象再加一百元。"]
    head = "通知\n\n一、补贴标准\n\n"
    tail = "\n\n二、其他\n\n没有其他事项。\n"
    assert quotes("补贴标准是什么？", text_document(head + "\n\n".join(parts) + tail)) == parts
    long = [*parts, "（三）" + "其余各项由各区县自行研究确定，并报市里备案。" * (SHORT // 20)]
    found = quotes("补贴标准是什么？", text_document(head + "\n\n".join(long) + tail))
    assert [one[:12] for one in found] == [one[:12] for one in long]
    assert found != long


def test_a_part_of_too_many_paragraphs_is_not_listed() -> None:
    lines = "\n\n".join(
        f"第{n}处的桥梁已经修好，可以通行，并且{'还加固了桥墩，' * 9}" for n in range(MOST + 1)
    )
    document = text_document(
        f"通报\n\n一、桥梁修缮情况\n\n{lines}\n\n二、其他\n\n没有其他情况要通报。\n"
    )
    assert quotes("桥梁修缮情况讲了什么？", document) == []


@given(
    st.lists(st.text("山水林田湖草沙", min_size=4, max_size=9), min_size=1, max_size=5, unique=True)
)
def test_what_is_told_is_the_one_paragraph_that_bears_the_name(heads: list[str]) -> None:
    paragraphs = [f"{head}。要做好这一件事，保护好环境，第{n}步。" for n, head in enumerate(heads)]
    document = text_document("\n\n".join(paragraphs))
    for head, paragraph in zip(heads, paragraphs, strict=True):
        others = [one for one in heads if head in one and 2 * len(head) >= len(one)]
        found = quotes(f"“{head}”这一段讲了什么？", document)
        assert found == ([paragraph] if others == [head] else [])
        assert all(fold(one) in fold(document.text) for one in found)


INSERTED = (
    "清河市供水条例\n\n第十条 水价由市政府定。\n\n第十条之一 一户多人的，可以申请增加水量。\n\n"
    "第一百零二条 用户应当按月交费：\n\n（一）按表计量；\n\n（二）逾期加收。\n\n具体办法另定。\n"
)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("第十条规定了什么？", ["第十条 水价由市政府定。"]),
        ("第10条规定了什么？", ["第十条 水价由市政府定。"]),
        ("第１０條說了什麼？", ["第十条 水价由市政府定。"]),
        ("第十条之一规定了什么？", ["第十条之一 一户多人的，可以申请增加水量。"]),
        ("第十条之二规定了什么？", []),
        ("第一百零二条之一规定了什么？", []),
        ("第102条第2款", ["具体办法另定。"]),
        ("第一百零二条第（二）项是什么？", ["第一百零二条 用户应当按月交费：", "（二）逾期加收。"]),
        ("第一百零二条（一）项", ["第一百零二条 用户应当按月交费：", "（一）按表计量；"]),
        ("第一百零二条第一款第（2）项", ["第一百零二条 用户应当按月交费：", "（二）逾期加收。"]),
    ],
)
def test_an_article_is_known_by_its_number_however_it_is_written(
    question: str, said: list[str]
) -> None:
    assert quotes(question, text_document(INSERTED)) == said


PARTED = (
    "# 租赁合同\n\n双方约定如下。\n\n## 第三条 租金\n\n3.1 租金每月十万元。\n\n3.2 租金按季度支付。\n\n"
    "3.2.1 逾期的加收滞纳金。\n\n3.10 押金三十万元。\n\n## 第四条 维修\n\n4.1 屋面由甲方维修。\n\n"
    "## 六、解除合同\n\n提前两个月通知。\n\n# {part}\n\n补充约定如下。\n\n一、另租库房。\n\n"
    "四、屋面改由乙方维修：\n\n（一）每年一次；\n\n（二）雨后再查。\n\n五、车位八个。\n"
)


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ("租赁合同补充协议", "补充协议"),
        ("补充协议", "补充协议"),
        ("附件二：维修的约定", "附件二"),
        ("附件2 维修的约定", "附件二"),
        ("附表（二）", "附表2"),
    ],
)
def test_an_article_of_a_part_is_told_from_that_part_alone(part: str, name: str) -> None:
    page = read(PARTED.format(part=part).encode(), "租赁合同及补充协议.md")
    lines = ["四、屋面改由乙方维修：", "（一）每年一次；", "（二）雨后再查。"]
    for question in (f"{name}第四条是什么？", f"{name}的第4条规定了什么？"):
        assert quotes(question, page) == lines
    assert quotes(f"{name}第三条规定了什么？", page) == []
    assert quotes("租赁合同第四条规定了什么？", page) == ["4.1 屋面由甲方维修。"]
    assert quotes("第四条规定了什么？", page) == ["4.1 屋面由甲方维修。"]


@pytest.mark.parametrize("heading", ["附件三 课程安排", "附件3：课程安排", "附件（三）"])
def test_an_annex_is_told_by_its_number_however_it_is_written(heading: str) -> None:
    text = f"# 通知\n\n请按附件报名。\n\n## {heading}\n\n课程二在周三上。\n\n## 附则\n\n无。\n"
    page = read(text.encode(), "通知.md")
    for name in ("附件三", "附件3"):
        assert quotes(f"{name}讲什么？", page) == ["课程二在周三上。"]
    for name in ("附件二", "附件13", "附表三"):
        assert quotes(f"{name}讲什么？", page) == []


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("3.2", ["3.2 租金按季度支付。", "3.2.1 逾期的加收滞纳金。"]),
        ("3.1", ["3.1 租金每月十万元。"]),
        ("3.10", ["3.10 押金三十万元。"]),
        ("3.2.1", ["3.2.1 逾期的加收滞纳金。"]),
        ("3.3", []),
        ("6.3", []),
    ],
)
def test_a_clause_is_told_by_its_number_with_a_dot(clause: str, said: list[str]) -> None:
    page = read(PARTED.format(part="补充协议").encode(), "租赁合同.md")
    for asked in (
        "第{}条规定了什么？",
        "{}条写了什么？",
        "租赁合同第{}条是什么？",
        "合同{}条怎么规定的？",
    ):
        assert quotes(asked.format(clause), page) == said
