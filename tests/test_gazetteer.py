"""Places are known by their names, where a word begins; of what lies in one another the smaller is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.refusing.gazetteer import NAMES, places
from index.segment import Segmenter
from ingest.normalize import fold

SEGMENTER = Segmenter()
COUNTY = 6
LISTED = [
    name
    for line in NAMES.read_text("utf-8").splitlines()
    for name in line.split()[1:]
    if len(name) > 2 or len(line.split()[0]) < COUNTY
]
FOUND = 0.98
"""Of all names; the others are words (大同), or jieba cuts them otherwise."""


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("杭州新增多少学位？", ["杭州"]),
        ("杭州市新增多少学位？", ["杭州市"]),
        ("吉林省长春市怎么治堵", ["吉林省", "长春市"]),
        ("长春和吉林哪个人多", ["长春", "吉林"]),
        ("兰陵县有多少高中", ["兰陵县"]),
        ("新疆维吾尔自治区有多少高中", ["新疆维吾尔自治区"]),
        ("昆山的公交线路", ["昆山"]),
        ("日本怎么养老", ["日本"]),
        ("青禾县有多少人", ["青禾县"]),
        ("全市新增多少学位？", []),
        ("霞浦坳村离县城多远", []),
        ("石头镇离市区有多少公里", []),
        ("这座城市住着多少人", []),
        ("老城区怎么改造", []),
        ("哪些县有机场", []),
        ("10万山区群众", []),
        ("有多少名山区教师", []),
        ("客厅朝阳吗", []),
        ("王江西多大", []),
        ("黄河南岸的上海南路", ["上海"]),
        ("东西卖给谁", []),
        ("", []),
    ],
)
def test_places_are_known_by_their_names(text: str, named: list[str]) -> None:
    assert [one.name for one in places(text, SEGMENTER)] == named


def test_almost_every_name_of_the_list_is_found() -> None:
    found = [one in [at.name for at in places(f"{one}有多少人", SEGMENTER)] for one in LISTED]
    assert sum(found) >= FOUND * len(LISTED)


def test_of_two_districts_of_a_name_the_city_before_says_which() -> None:
    here, there, either = (
        places(text, SEGMENTER)[-1] for text in ("沈阳市和平区", "天津市和平区", "和平区")
    )
    assert not here.holds(there) and not there.holds(here)
    assert either.holds(here) and either.holds(there)


@given(st.text("吉林省长春市朝阳区杭州日本青禾县的和在多少？ ", max_size=24))
def test_what_is_named_stands_where_it_says_and_apart(text: str) -> None:
    end = 0
    for one in places(fold(text), SEGMENTER):
        assert one.start >= end and fold(text)[one.start : one.end] == one.name
        end = one.end
