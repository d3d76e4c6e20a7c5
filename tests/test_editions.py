"""Two editions of a document are told apart by what their files are called, and asked about one by one."""

from pathlib import Path

import pytest

from chat.answer import Answerer
from chat.asking.editions import other_editions
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import Segmenter
from ingest.collect import collect
from ingest.editions import edition, with_edition

OLD, NEW, RULES = "供水条例（2015年）", "供水条例（2023年修订）", "供水条例实施细则"
DETAILS = f"{RULES}\n\n第一条　水表由街道更换。\n\n第二条　更换水表不收费。\n"


def law(days: str) -> str:
    return (
        "供水条例\n\n第一条　为了加强供水管理，制定本规定。\n\n"
        f"第二条　用户申请用水的，应当自受理之日起{days}个工作日内答复。\n"
    )


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    folder = tmp_path_factory.mktemp("laws")
    texts = {OLD: law("十"), NEW: law("五"), RULES: DETAILS}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    documents = collect([folder]).documents
    assert {one.title for one in documents} == set(texts)
    index, encoder, segmenter = tmp_path_factory.mktemp("index"), load_encoder(), Segmenter()
    build(index, documents, encoder, segmenter)
    return Answerer(Library(index, encoder, segmenter))


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("《供水条例（2023年修订）》规定用户申请用水几个工作日内答复？", {NEW}),
        ("按2015年的条例，用户申请用水几个工作日内答复？", {OLD}),
        ("《供水条例（2023年修订）》第二条规定了什么？", {NEW}),
        ("2015年的条例第二条规定了什么？", {OLD}),
        ("《供水条例》第二条规定了什么？", {OLD, NEW}),
        ("《供水条例实施细则》第2条规定了什么？", {RULES}),
    ],
)
def test_only_the_edition_that_is_asked_about_is_quoted(
    answerer: Answerer, question: str, quoted: set[str]
) -> None:
    answer = answerer.ask(question)
    assert {one.title for one in answer.citations} == quoted


@pytest.mark.parametrize(
    ("title", "base", "said"),
    [
        ("供水条例_2015", "供水条例", "2015"),
        ("供水条例 2023年修订", "供水条例", "2023年修订"),
        ("供水条例-征求意见稿", "供水条例", "征求意见稿"),
        ("供水条例（试行）", "供水条例", "试行"),
        ("会议纪要（2024年5月6日）", "会议纪要", "2024年5月6日"),
        ("2023年工作总结", "2023年工作总结", ""),
        ("关于做好2024年申报工作的通知", "关于做好2024年申报工作的通知", ""),
        ("供水条例（附表）", "供水条例(附表)", ""),
    ],
)
def test_an_edition_stands_behind_a_title(title: str, base: str, said: str) -> None:
    assert edition(title) == (base, said)
    assert with_edition(base, title) == (title if said else base)
    assert with_edition(f"新{base}", title) == f"新{base}"


def test_without_a_year_or_with_one_that_no_edition_has_none_is_left_out() -> None:
    titles = {Path(one).stem: one for one in (OLD, NEW, RULES)}
    assert other_editions("几个工作日内答复？", titles) == frozenset()
    assert other_editions("2019年的条例规定几个工作日？", titles) == frozenset()
    assert other_editions("2015年的条例规定几个工作日？", {OLD: OLD, RULES: RULES}) == frozenset()
