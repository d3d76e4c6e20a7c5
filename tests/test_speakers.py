"""What someone says of a thing is answered with that one's words."""

import pytest

from chat.refusing.speakers import of_another_speaker
from index.segment import Segmenter

SEGMENTER = Segmenter()


@pytest.mark.parametrize(
    ("question", "sentence", "before", "another"),
    [
        ("王秀兰怎么看文创？", "记者:博物馆搞文创是不务正业吗?", [], True),
        ("王秀兰怎么看文创？", "不能只卖冰箱贴。", ["陈启明:文创要有根。"], True),
        ("王秀兰怎么看文创？", "不能只卖冰箱贴。", ["王秀兰:文创要有根。"], False),
        ("小周觉得新馆怎么样？", "王秀兰:新馆大多了。", [], True),
        ("志愿者小周觉得新馆怎么样？", "小周:新馆大多了。", [], False),
        ("王馆长对文创什么态度？", "王秀兰:文创要有根。", [], False),
        ("馆长怎么看文创？", "王秀兰:文创要有根。", [], False),
        ("王秀兰认为最重要的是什么？", "陈启明:我同意王秀兰说的,是账本。", [], False),
        ("王秀兰哪一年当的馆长？", "陈启明:2003年。", [], False),
        ("王秀兰怎么看文创？", "开放时间说明:周一闭馆。", [], False),
        ("王秀兰怎么看文创？", "她说文创要有根。", [], False),
        ("王秀兰怎么看文创？", "她说文创要有根。", ["原标题:老馆新生"], False),
        ("来的观众觉得怎么样？", "刘新发:心里十分高兴。", [], False),
    ],
)
def test_only_a_turn_of_the_one_who_is_asked_for_answers(
    question: str, sentence: str, before: list[str], another: bool
) -> None:
    assert of_another_speaker(question, sentence, before, SEGMENTER) is another
