"""Where a question names a row of a table, the rows that it does not name do not answer."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.answer import Settings
from chat.cli import open_answerer
from chat.rows import named_rows
from index.build import build
from index.encode import load_encoder
from index.segment import Segmenter
from ingest.read import document

BUSES = """线路,首班车,末班车,票价,运营公司
2路,05:40,22:10,2元,松江公交一公司
夜1路,22:30,04:30,2元,松江公交二公司
7路,06:00,21:00,1元,松江公交一公司
12路,06:10,21:40,2元,松江旅游公交
"""


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("2路车的末班车几点？", "2路"),
        ("１２路的末班车几点？", "12路"),
        ("夜1路票价多少钱？", "夜1路"),
        ("哪家公司运营7路？", "7路"),
    ],
)
def test_the_row_that_is_named_is_the_only_one_quoted(
    tmp_path: Path, question: str, line: str
) -> None:
    build(tmp_path, [document(BUSES.encode(), "buses.csv")], load_encoder(), Segmenter())
    quotes = [
        one.quote for one in open_answerer(tmp_path, None, Settings()).ask(question).citations
    ]
    assert [quote.split(" | ")[0] for quote in quotes] == [f"线路：{line}"]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("末班车几点？", [True, True, True]),
        ("1路几点收车？", [True, False, False]),
        ("夜1路几点收车？", [False, True, False]),
        ("11路几点收车？", [False, False, True]),
        ("票价2元的是哪些线路？", [True, True, False]),
        ("票价2元的1路几点收车？", [True, False, False]),
    ],
)
def test_the_longest_name_counts_and_no_part_of_a_number(question: str, kept: list[bool]) -> None:
    rows = ["线路：1路 | 票价：2元", "线路：夜1路 | 票价：2元", "线路：11路 | 票价：5元"]
    assert named_rows(question, rows) == kept


CELL = st.text("路站0123456789甲乙", min_size=1, max_size=4)


@given(
    st.text("路站0123456789甲乙？", max_size=12), st.lists(st.lists(CELL, min_size=1), min_size=1)
)
def test_some_row_is_always_kept_and_all_where_none_is_named(
    question: str, cells: list[list[str]]
) -> None:
    rows = [" | ".join(f"列{n}：{cell}" for n, cell in enumerate(row)) for row in cells]
    kept = named_rows(question, rows)
    assert any(kept)
    if not any(cell in question for row in cells for cell in row):
        assert all(kept)
