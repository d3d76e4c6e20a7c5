"""What a chart of Office's newer kind says is read as rows, on a slide, in a Word file and in its notes."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import as_docx, as_pptx, repacked

from ingest.formats.charts import _paths
from ingest.read import document
from ingest.types import BlockKind, Document

DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NEWER = "http://schemas.microsoft.com/office/drawing/2014/chartex"
NAMES = (
    f'xmlns:a="{DRAWINGS}/main" xmlns:r="{OFFICE}" xmlns:cx="{NEWER}" xmlns:cx1="http://x/chartex"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
GRAPHIC = f'<a:graphic><a:graphicData uri="{NEWER}"><cx:chart r:id="rIdchartEx"/></a:graphicData></a:graphic>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARAGRAPH = "<w:p><w:r><w:t>如图。</w:t></w:r></w:p>"
IN_WORD = f"<w:drawing>{GRAPHIC}</w:drawing>"


def points(*said: str) -> str:
    """Points, of which one that says nothing is left out."""
    return "".join(f'<cx:pt idx="{n}">{text}</cx:pt>' for n, text in enumerate(said) if text)


def level(*said: str, code: str = "") -> str:
    how = f' formatCode="{code}"' if code else ""
    return f'<cx:lvl ptCount="{len(said)}"{how}>{points(*said)}</cx:lvl>'


def data(number: int, levels: str, values: str, kind: str = "val") -> str:
    places = f'<cx:strDim type="cat"><cx:f>Sheet1!$A$2:$A$9</cx:f>{levels}</cx:strDim>' * bool(
        levels
    )
    return (
        f'<cx:data id="{number}">{places}'
        f'<cx:numDim type="{kind}"><cx:f>Sheet1!$B$2:$B$9</cx:f>{values}</cx:numDim></cx:data>'
    )


def series(layout: str, name: str, number: int | None, more: str = "") -> str:
    own = "" if number is None else f'<cx:dataId val="{number}"/>'
    return (
        f'<cx:series layoutId="{layout}"{more}><cx:tx><cx:txData><cx:f>Sheet1!$B$1</cx:f><cx:v>{name}</cx:v>'
        f"</cx:txData></cx:tx>{own}</cx:series>"
    )


def chart(held: str, drawn: str, title: str = "", axis: str = "") -> bytes:
    """A chart as PowerPoint 2016 writes it, its title twice: once as a value, once as it is set."""
    set_so = f"<cx:txPr><a:p><a:r><a:t>{title}</a:t></a:r></a:p></cx:txPr>"
    head = f"<cx:tx><cx:txData><cx:v>{title}</cx:v></cx:txData></cx:tx>{set_so}" if title else ""
    runs = "".join(f"<a:r><a:t>{piece}</a:t></a:r>" for piece in (axis[:1], axis[1:]))
    rich = f"<cx:title><cx:tx><cx:rich><a:p>{runs}</a:p></cx:rich></cx:tx></cx:title>"
    return (
        f"<cx:chartSpace {NAMES}><cx:chartData>{held}</cx:chartData><cx:chart>"
        f'<cx:title pos="t">{head}</cx:title><cx:plotArea><cx:plotAreaRegion>{drawn}</cx:plotAreaRegion>'
        f'<cx:axis id="1"><cx:valScaling/>{rich if axis else ""}</cx:axis></cx:plotArea></cx:chart>'
        "</cx:chartSpace>"
    ).encode()


def put(file: bytes, before: dict[str, tuple[str, str]], more: dict[str, bytes]) -> bytes:
    """A file that is ZIP inside with something put before the first of some words in each of its parts, and
    with more parts."""
    changes = {}
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        for name, (words, new) in before.items():
            old = archive.read(name).decode()
            assert words in old
            changes[name] = old.replace(words, new + words, 1).encode()
    return repacked(file, changes, more)


def related(file: bytes, part: str, name: str, blob: bytes, kind: str) -> bytes:
    """A file of Office with a part that another one names."""
    folder, _, own = part.rpartition("/")
    rels = f"{folder}/_rels/{own}.rels"
    named = f'<Relationship Id="rId{kind}" Type="{OFFICE}/{kind}" Target="/{folder}/{name}"/>'
    types = f'<Override PartName="/{folder}/{name}" ContentType="application/vnd.x+xml"/>'
    before = {"[Content_Types].xml": ("</Types>", types)}
    more = {f"{folder}/{name}": blob}
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        if rels in archive.namelist():
            before[rels] = ("</Relationships>", named)
        else:
            more[rels] = f'<Relationships xmlns="{RELATIONS}">{named}</Relationships>'.encode()
    return put(file, before, more)


def with_chart(file: bytes, part: str, before: str, frame: str, blob: bytes, around: str) -> bytes:
    """A file of Office with a chart in one of its parts, and another thing in its place for older programs."""
    seen = (
        f'<mc:AlternateContent {NAMES}><mc:Choice Requires="cx1">{frame}</mc:Choice>'
        f"<mc:Fallback>{frame}</mc:Fallback></mc:AlternateContent>"
    )
    file = related(file, part, "chartEx1.xml", blob, "chartEx")
    return put(file, {part: (before, around.format(seen))}, {})


def on_a_slide(blob: bytes) -> Document:
    frame = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="9" name=""/><p:cNvGraphicFramePr/><p:nvPr/>'
        f'</p:nvGraphicFramePr><p:xfrm><a:off x="0" y="9000000"/></p:xfrm>{GRAPHIC}</p:graphicFrame>'
    )
    file = as_pptx([("民生", ["如图。"])])
    return document(
        with_chart(file, "ppt/slides/slide1.xml", "</p:spTree>", frame, blob, "{}"), "a.pptx"
    )


def in_a_word_file(blob: bytes) -> Document:
    file = as_docx([("h2", "民生"), ("p", "如图。")])
    return document(
        with_chart(
            file, "word/document.xml", "<w:sectPr", IN_WORD, blob, "<w:p><w:r>{}</w:r></w:p>"
        ),
        "a.docx",
    )


def in_a_footnote(blob: bytes) -> Document:
    note = f'<w:footnote w:id="2">{PARAGRAPH}</w:footnote>'
    file = put(
        as_docx([("p", "民生")]),
        {"word/document.xml": ("</w:p>", '<w:r><w:footnoteReference w:id="2"/></w:r>')},
        {},
    )
    notes = f'<w:footnotes xmlns:w="{WORD}">{note}</w:footnotes>'.encode()
    file = related(file, "word/document.xml", "footnotes.xml", notes, "footnotes")
    return document(
        with_chart(file, "word/footnotes.xml", "</w:p>", IN_WORD, blob, "<w:r>{}</w:r>"), "a.docx"
    )


IN = pytest.mark.parametrize("read", [on_a_slide, in_a_word_file, in_a_footnote])
Read = Callable[[bytes], Document]


def rows(found: Document) -> list[str]:
    """What the chart says, which stands after what it stands in."""
    first, second, *others = found.text.splitlines()
    assert (first, second) == ("民生", "如图。")
    assert {one.kind for one in tuple(found.structure.blocks)[2:]} <= {
        BlockKind.CAPTION,
        BlockKind.ROW,
    }
    return others


@IN
def test_a_step_of_a_waterfall_is_a_row_with_its_number_under_the_title(read: Read) -> None:
    held = data(
        0,
        level("上年结余", "收入", "支出"),
        level("4.2999999999999998", "12", "-10.5", code="General"),
    )
    found = read(chart(held, series("waterfall", "亿元", 0), "财政收支", "金额"))
    assert rows(found) == [
        "财政收支",
        "金额",
        "上年结余 | 亿元：4.3",
        "收入 | 亿元：12",
        "支出 | 亿元：-10.5",
    ]


@IN
@pytest.mark.parametrize("layout", ["treemap", "sunburst"])
def test_a_leaf_of_a_treemap_or_a_sunburst_says_the_branches_that_it_stands_on(
    layout: str, read: Read
) -> None:
    levels = (
        level("小学", "初中", "", "公交")
        + level("学位", "", "幼儿园", "")
        + level("教育", "", "", "交通")
    )
    held = data(7, levels, level("10", "6", "3", "2", code="0&quot;万个&quot;"), "size")
    found = read(chart(held, series(layout, "数量", 7), "民生实事"))
    assert rows(found) == [
        "民生实事",
        "教育 学位 小学 | 数量：10万个",
        "教育 学位 初中 | 数量：6万个",
        "教育 幼儿园 | 数量：3万个",
        "交通 公交 | 数量：2万个",
    ]


@IN
def test_a_stage_of_a_funnel_is_quoted_as_the_chart_shows_it(read: Read) -> None:
    held = data(0, level("报名", "录取"), level("1", "0.853", code="0.0%"))
    assert rows(read(chart(held, series("funnel", "占比", 0)))) == [
        "报名 | 占比：100.0%",
        "录取 | 占比：85.3%",
    ]


def test_a_histogram_has_the_numbers_that_it_counts_and_its_line_adds_none() -> None:
    held = data(0, "", level("61", "75", "88", code="General"))
    drawn = series("clusteredColumn", "成绩", 0) + series(
        "paretoLine", "累计", None, ' ownerIdx="0"'
    )
    assert rows(on_a_slide(chart(held, drawn))) == ["成绩：61", "成绩：75", "成绩：88"]


def test_series_of_a_newer_chart_that_share_their_categories_stand_beside_each_other() -> None:
    held = "".join(
        data(n, level("一季度", "二季度"), level(*values, code="0"))
        for n, values in enumerate([("1", "2"), ("3", "4"), ("5", "6")])
    )
    drawn = series("boxWhisker", "城区", 0) + series("boxWhisker", "县域", 2)
    drawn += series("boxWhisker", "试点", 1, ' hidden="1"')
    assert rows(on_a_slide(chart(held, drawn))) == [
        "一季度 | 城区：1 | 县域：5",
        "二季度 | 城区：2 | 县域：6",
    ]


@IN
@pytest.mark.parametrize(
    "blob",
    [
        b"<torn",
        f"<cx:chartSpace {NAMES}/>".encode(),
        chart("", series("funnel", "占比", 0)),
        chart(data(0, "", ""), series("funnel", "占比", 0)),
        chart(data(0, level("甲"), level("1")), series("funnel", "占比", None)),
    ],
)
def test_a_newer_chart_that_keeps_no_numbers_or_is_damaged_does_not_cost_the_file(
    blob: bytes, read: Read
) -> None:
    assert rows(read(blob)) == []


NAME = st.sampled_from(["", "教育", "学位"])


@given(st.lists(st.tuples(NAME, NAME, st.sampled_from(["甲", "乙"])), max_size=6))
def test_what_a_point_stands_under_does_not_depend_on_how_often_it_is_written(
    path: list[tuple[str, str, str]],
) -> None:
    full: list[tuple[str, str, str]] = []
    for outer, inner, own in path:
        last = full[-1] if full else ("", "", "")
        around = outer or last[0]
        full.append((around, inner or (last[1] if around == last[0] else ""), own))
    written = [{n: one[2 - depth] for n, one in enumerate(path)} for depth in range(3)]
    wanted = {n: " ".join(filter(None, one)) for n, one in enumerate(full)}
    assert _paths(written) == wanted
    assert (
        _paths([{n: one[2 - depth] for n, one in enumerate(full)} for depth in range(3)]) == wanted
    )
    bare = [written[0], *({n: name for n, name in level.items() if name} for level in written[1:])]
    assert _paths(bare) == wanted
