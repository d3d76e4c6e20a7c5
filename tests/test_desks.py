"""What is said of one desk, room or card is not said of another one."""

import pytest

from chat.refusing.desks import of_another_desk


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("血液科在几层？", "检验科(抽血)在门诊二楼。"),
        ("神经外科在几楼？", "外科在三楼。"),
        ("请问自习室在哪里", "体检中心在门诊楼四楼。"),
        ("人事处电话", "招生办公室电话:0798-8340088。"),
        ("校园卡丢了怎么办？", "毕业证书遗失后不予补发。"),
        ("身份证弄丢了咋办", "学生证遗失的,到学工处补办。"),
    ],
)
def test_another_one_is_not_meant(question: str, sentence: str) -> None:
    assert of_another_desk(question, sentence, "")
    assert of_another_desk(question, sentence, "学生身份管理规定 校园外科研究人事")


@pytest.mark.parametrize(
    ("question", "sentence", "above"),
    [
        ("儿科在几楼？", "内科、儿科都在二楼。", ""),
        ("CT室在哪？", "ct检查在一楼放射科。", ""),
        ("血液科电话是多少？", "护士站电话8521;抢救室8522。", "血液科"),
        ("住保中心的咨询电话", "高新区住房保障服务中心:3366。", ""),
        ("厕所在哪？", "卫生间在一楼东侧。", ""),
        ("会议室几点开门？", "阅览室8点开门。", ""),
        ("借书证丢了怎么办？", "遗失证件的,凭身份证到服务台补办。", ""),
        ("证丢了怎么办？", "学生证遗失的,到学工处补办。", ""),
    ],
)
def test_the_same_one_and_what_names_none_stay(question: str, sentence: str, above: str) -> None:
    assert not of_another_desk(question, sentence, above)
