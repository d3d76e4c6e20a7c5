"""What several test files share: the bundled page, and an encoder that needs no model."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from admins import site, tokenless, without_the_gradio_page  # noqa: F401  fixtures
from encoders import PairEncoder
from hypothesis import settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from visits import Visits, chromium_launched, command_served

from index.library import Library
from index.segment import Segmenter, default_segmenter
from index.types import Hit
from ingest.read import document, read
from ingest.types import Document, Span

ROOT = Path(__file__).parents[1]

# The same examples at every run, and no clock: two busy cores are not a defect.
settings.register_profile("house", deadline=None, derandomize=True, max_examples=80, database=None)
settings.load_profile("house")


def text_document(text: str, name: str = "a.txt") -> Document:
    """A document read from the bytes of a text."""
    return document(text.encode(), name)


@pytest.fixture(scope="session")
def newspaper() -> Document:
    """The bundled newspaper page."""
    return read(next((ROOT / "corpus" / "documents").iterdir()))


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole product, served by its command."""
    with command_served(tmp_path_factory.mktemp("index")) as address:
        yield address


@pytest.fixture(scope="session")
def segmenter() -> Segmenter:
    return default_segmenter()


_PIECES = (
    "长春", "坚持科技创新", "新增学位10万个", "孙建一摄", "（记者李明）", "。（记者李明王小红）",
    "【本报记者】", "备注：见表", "第一章", "第二节", "一、", "（二）", "1.2", "#", "##", "图为", "3.5",
    "a.", "b", "𠀀",
    "，", "。", "；", "！", "？", "……", "”", "“", "（", "）", "【", "】", "《", "》", "：", "、", "——",
    ".", "!",
)  # fmt: skip
_BREAKS = (
    "\n", "\n\n", "\n\n\n", "\r\n", "\r", "\f", "\v", "\x85", "\u2028", "\u2029",
    "\t", " ", "\u3000", "\u2003", "\u00a0", "\u200b", "\ufeff", "\0", "\x1c", "\x1e",
)  # fmt: skip
_LOOSE = st.lists(st.sampled_from([*_PIECES, *_BREAKS]), max_size=60).map("".join)


@st.composite
def _wrapped(draw: st.DrawFn) -> str:
    """Paragraphs that were broken at a fixed width."""
    width = draw(st.integers(16, 40))
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        text = "".join(draw(st.lists(st.sampled_from(_PIECES), min_size=5, max_size=60)))
        lines += [text[at : at + width] for at in range(0, len(text), width)]
        lines += [""] * draw(st.integers(0, 2))
    return draw(st.sampled_from(["\n", "\r\n", "\n\u3000"])).join(lines)


TEXTS = st.one_of(_LOOSE, _wrapped(), st.text(max_size=80))
"""Texts with everything that a layout looks for, in any order; not only well-formed ones."""


def plain(text: str) -> Document:
    """A document of any text at all, also of one that no file can hold."""
    return Document("a.txt", "a", text, b"", "utf-8")


def offsets(spans: Iterable[Span]) -> list[int]:
    """Every character's place, in the order of the spans."""
    return [offset for span in spans for offset in range(span.start, span.end)]


NEWS = [
    text_document(
        "长春民生\n\n一、就业\n\n新增就业岗位60万个。稳定物价，保障供给。\n\n"
        "二、教育\n\n新建改扩建70所中小学。新增10万个学位，惠及百姓。",
        "民生.txt",
    ),
    text_document(
        "春城绿化\n\n一、公园\n\n建设百个公园，新增绿地。市民推窗见绿。\n\n"
        "二、河流\n\n治理伊通河，水质达到四类。（记者 李明）",
        "绿化.txt",
    ),
    text_document("粮食安全\n\n建设高标准农田，打好种业翻身仗。", "农业.txt"),
]
"""Three small documents for an index."""

TORN = (
    "牢牢掌握意识形态工作领导权，加强基层宣传思想文化阵地建设，在全市的社区和村屯广泛依托“新时代文明",
    "文化广场之暮。",
    "粮食生产再获丰收，全市粮食总产量达到二百四十亿斤，比上一年增加十二亿斤，创造了历史上的最好成绩。",
    "实践中心”等阵地，组织党员和志愿者开展宣讲活动，推动党的创新理论走进千家万户。",
    "交通部门提醒广大市民，节日期间道路车流量较大，请提前规划出行路线，注意行车安全。",
)
"""Paragraphs of a printed page: the first breaks off, and goes on in the fourth."""

Answers = list[tuple[Hit, str]]


def answers(folder: Path, encoder: PairEncoder | None = None) -> Answers:
    """What an index says to some questions: every hit with its quote, and how it lists documents."""
    library = Library(folder, encoder or PairEncoder(), default_segmenter())
    try:
        assert set(library.titles()) >= {
            passage.document_id
            for name in library.titles()
            for passage in library.passages_of(name)
        }
        return [
            (hit, library.document(hit.passage.document_id).quote(hit.passage.spans))
            for question in ("新增多少学位", "治理什么河", "公园绿地", "種業")
            for hit in library.search(question, 50)
        ]
    finally:
        library.close()


def unnumbered(found: Answers) -> list[tuple[str, str, float, float, float]]:
    """Answers without the passages' numbers, which tell in what order documents came."""
    return sorted(
        (
            quote,
            hit.passage.section,
            round(hit.score, 4),
            round(hit.lexical, 4),
            round(hit.dense, 4),
        )
        for hit, quote in found
    )


@pytest.fixture(scope="module")  # for no longer, because playwright keeps an event loop running
def chromium() -> Iterator[Browser]:
    with chromium_launched() as browser:
        yield browser


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visits]:
    """Opens pages in the browser of the test's file; a message of one that is wrong fails the test."""
    visits = Visits(chromium)
    yield visits
    for context in visits.contexts:
        context.close()
    assert not visits.wrong
