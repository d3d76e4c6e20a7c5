"""A quote from a Word file holds the characters that the file's reader sees, and no others."""

import io

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from ingest.formats.wordnumbers import spelled
from ingest.passages import passages, title
from ingest.read import document
from ingest.types import BlockKind, Document

NAMES = (
    nsdecls("w", "m", "wp", "a")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def made(body: str, *, numbering: str = "", notes: str = "", changed: str = "") -> Document:
    """A file whose body is this XML."""
    opened = docx.Document()
    own = opened.element.body
    for element in parse_xml(f"<w:body {NAMES}>{body}</w:body>"):
        own.insert(len(own) - 1, element)
    if numbering:
        part = opened.part.numbering_part.element
        for old in list(part):
            part.remove(old)
        for element in parse_xml(f"<w:numbering {NAMES}>{numbering}</w:numbering>"):
            part.append(element)
    for kind, content in (("FOOTNOTES", notes), ("ENDNOTES", changed)):
        if content:
            tag = kind.lower()
            xml = f"<w:{tag} {NAMES}>{content}</w:{tag}>".encode()
            name = PackURI(f"/word/{tag}.xml")
            content_type = getattr(CONTENT_TYPE, f"WML_{kind}")
            part = Part(name, content_type, xml, opened.part.package)
            opened.part.relate_to(part, getattr(RELATIONSHIP_TYPE, kind))
    packed = io.BytesIO()
    opened.save(packed)
    return document(packed.getvalue(), "a.docx")


def lines(found: Document) -> list[str]:
    return found.text.splitlines()


WRAPPED = {
    "an insertion": "<w:ins w:id='1' w:author='x'>{}</w:ins>",
    "a moved piece, where it is now": "<w:moveTo w:id='1' w:author='x'>{}</w:moveTo>",
    "a control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "a smart tag": "<w:smartTag w:uri='x' w:element='date'>{}</w:smartTag>",
    "a simple field": "<w:fldSimple w:instr=' DATE '>{}</w:fldSimple>",
    "a link": "<w:hyperlink w:anchor='x'>{}</w:hyperlink>",
    "a control in an insertion": (
        "<w:ins w:id='1' w:author='x'><w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt></w:ins>"
    ),
}


@pytest.mark.parametrize("case", WRAPPED)
def test_what_only_wraps_text_hides_none_of_it(case: str) -> None:
    body = paragraph(run("全市新增学位") + WRAPPED[case].format(run("10万个")) + run("。"))
    assert lines(made(body)) == ["全市新增学位10万个。"]


LEFT_OUT = {
    "a deletion": "<w:del w:id='1' w:author='x'><w:r><w:delText>旧</w:delText></w:r></w:del>",
    "a deletion that says it is text": f"<w:del w:id='1' w:author='x'>{run('旧')}</w:del>",
    "a moved piece, where it was": f"<w:moveFrom w:id='1' w:author='x'>{run('旧')}</w:moveFrom>",
    "hidden text": run("旧", "<w:vanish/>"),
    "text that is struck out": run("旧", "<w:strike/>"),
    "text that is struck out twice": run("旧", "<w:dstrike w:val='true'/>"),
    "a mark of a note that is struck out": (
        "<w:r><w:rPr><w:strike/></w:rPr><w:footnoteReference w:id='2'/></w:r>"
    ),
    "a deletion in an insertion": (
        f"<w:ins w:id='1' w:author='x'><w:del w:id='2' w:author='x'>{run('旧')}</w:del></w:ins>"
    ),
    "the code of a field": "<w:r><w:instrText> DATE 旧 </w:instrText></w:r>",
    "a fraction": (
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    ),
    "a symbol of a symbol font": "<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>",
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_a_reader_does_not_see_is_never_text(case: str) -> None:
    assert lines(made(paragraph(run("新增学位") + LEFT_OUT[case] + run("10万个。")))) == [
        "新增学位10万个。"
    ]


@pytest.mark.parametrize("switch", ["vanish", "strike", "dstrike"])
def test_text_that_is_shown_again_is_seen(switch: str) -> None:
    assert lines(made(paragraph(run("新增学位。", f"<w:{switch} w:val='0'/>")))) == ["新增学位。"]


@pytest.mark.parametrize("look", ["hidden", "strike", "double_strike"])
@pytest.mark.parametrize("kind", [WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER])
def test_a_style_hides_and_strikes_out_what_does_not_say_otherwise(
    look: str, kind: WD_STYLE_TYPE
) -> None:
    opened = docx.Document()
    above = opened.styles.add_style("作废", kind)
    setattr(above.font, look, True)
    opened.styles.add_style("旧文", kind).base_style = above
    fee = opened.add_paragraph("押金为")
    for text in ("三百元", "五百元"):
        fee.add_run(text)
    old, new = fee.runs[1:]
    if kind is WD_STYLE_TYPE.PARAGRAPH:
        fee.style = "旧文"
        for one in (fee.runs[0], new):
            setattr(one.font, look, False)
    else:
        old.style = "旧文"
    packed = io.BytesIO()
    opened.save(packed)
    assert lines(document(packed.getvalue(), "a.docx")) == ["押金为五百元"]


def test_a_field_that_ends_in_text_that_is_struck_out_has_ended() -> None:
    marks = [f"<w:fldChar w:fldCharType='{kind}'/>" for kind in ("begin", "separate", "end")]
    struck = [f"<w:r><w:rPr><w:strike/></w:rPr>{mark}</w:r>" for mark in marks]
    body = f"<w:r>{marks[0]}</w:r>" + run(" DATE ") + struck[1] + run("12月") + struck[2]
    assert lines(made(paragraph(body + run("底。")))) == ["12月底。"]


ABOVE, BELOW = (f"<w:vertAlign w:val='{place}script'/>" for place in ("super", "sub"))


@pytest.mark.parametrize(
    ("pieces", "seen"),
    [
        (["库容3×10", (ABOVE, "4"), "立方米"], "库容3×10⁴立方米"),
        (["占地80m", (ABOVE, "2"), "。"], "占地80m²。"),
        (["活度10", (ABOVE, "－"), (ABOVE, "12"), "Bq"], "活度10⁻¹²Bq"),
        (["CO", (BELOW, "2"), "和PM", (BELOW, "2.5")], "CO₂和PM₂.₅"),
        (["见表", (ABOVE, "["), (ABOVE, "1"), (ABOVE, "]"), "。"], "见表[1]。"),
        (["自10", (ABOVE, "th"), "起"], "自10th起"),
        (["共10", ("<w:vertAlign w:val='baseline'/>", "3"), "人"], "共103人"),
    ],
)
def test_what_is_set_above_or_below_the_line_does_not_fall_into_the_number(
    pieces: list[str | tuple[str, str]], seen: str
) -> None:
    runs = [run(one) if isinstance(one, str) else run(one[1], one[0]) for one in pieces]
    assert lines(made(paragraph("".join(runs)))) == [seen]


def test_a_style_sets_text_above_the_line() -> None:
    opened = docx.Document()
    opened.styles.add_style("上标", WD_STYLE_TYPE.CHARACTER).font.superscript = True
    opened.add_paragraph("每年10").add_run("3", style="上标")
    packed = io.BytesIO()
    opened.save(packed)
    assert lines(document(packed.getvalue(), "a.docx")) == ["每年10³"]


def test_of_a_field_its_result_is_seen_and_its_code_is_not_also_over_paragraphs() -> None:
    def mark(kind: str) -> str:
        return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"

    inner = mark("begin") + run("代码") + mark("separate") + run("结果也是代码") + mark("end")
    body = (
        paragraph(run("截至") + mark("begin") + run(" IF ") + inner)
        + paragraph(run("还是代码") + mark("separate") + run("2025年"))
        + paragraph(run("12月") + mark("end") + run("底。"))
    )
    assert lines(made(body)) == ["截至", "2025年", "12月底。"]


def test_readings_above_characters_are_not_between_them() -> None:
    ruby = (
        f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('zēng')}</w:rt>"
        f"<w:rubyBase>{run('增')}</w:rubyBase></w:ruby></w:r>"
    )
    assert lines(made(paragraph(run("新") + ruby + run("学位。")))) == ["新增学位。"]


def test_a_line_of_a_formula_is_read() -> None:
    formula = "<m:oMath><m:r><m:t>a+b=10</m:t></m:r></m:oMath>"
    assert lines(made(paragraph(run("其中") + formula + run("。")))) == ["其中a+b=10。"]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    gone = "<w:rPr><w:del w:id='1' w:author='x'/></w:rPr>"
    body = (
        paragraph(run("新增学位"), gone) + paragraph(run("10万个。")) + paragraph(run("又一段。"))
    )
    assert lines(made(body)) == ["新增学位10万个。", "又一段。"]


def test_blocks_and_cells_in_controls_are_read() -> None:
    cell = f"<w:tc>{paragraph(run('学位'))}</w:tc>"
    wrapped = f"<w:sdt><w:sdtContent><w:tc>{paragraph(run('10万个'))}</w:tc></w:sdtContent></w:sdt>"
    table = (
        f"<w:tbl><w:sdt><w:sdtContent><w:tr>{cell}{wrapped}</w:tr></w:sdtContent></w:sdt></w:tbl>"
    )
    body = f"<w:sdt><w:sdtContent>{paragraph(run('新增岗位。'))}{table}</w:sdtContent></w:sdt>"
    assert lines(made(body)) == ["新增岗位。", "学位 | 10万个"]


def row(*cells: str, properties: str = "") -> str:
    inside = "".join(f"<w:tc>{cell}</w:tc>" for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str) -> str:
    """Rows, whose cells are parted by spaces."""
    return (
        f"<w:tbl>{''.join(row(*(paragraph(run(one)) for one in r.split())) for r in rows)}</w:tbl>"
    )


def test_a_deleted_row_is_not_read() -> None:
    gone = row(paragraph(run("旧")), properties="<w:del w:id='1' w:author='x'/>")
    kept = row(paragraph(run("学位")), paragraph(run("10万个")))
    assert lines(made(f"<w:tbl>{kept}{gone}</w:tbl>")) == ["学位 | 10万个"]


@pytest.mark.parametrize(
    ("inner", "seen"),
    [
        (["值班手机 13500001111"], ["流通部 值班手机 13500001111 | 三楼"]),
        (["手机 13500001111", "传真 88880000"], ["流通部 手机 13500001111 传真 88880000 | 三楼"]),
        (
            ["项目 单价 备注", "打印 2元 双面", "装订 5元 胶装"],
            [
                "流通部 | 三楼",
                "项目：打印 | 单价：2元 | 备注：双面",
                "项目：装订 | 单价：5元 | 备注：胶装",
            ],
        ),
        (
            [f"分馆{n} 8888000{n}" for n in range(9)],
            ["流通部 | 三楼", *(f"分馆{n} | 8888000{n}" for n in range(9))],
        ),
    ],
)
def test_a_small_table_in_a_cell_stays_in_its_row_and_another_follows_the_whole_one(
    inner: list[str], seen: list[str]
) -> None:
    cell = paragraph(run("流通部")) + table(*inner) + paragraph("")
    outer = row(cell, paragraph(run("三楼")))
    assert lines(made(f"<w:tbl>{outer}</w:tbl>{paragraph(run('完。'))}")) == [*seen, "完。"]


def test_a_small_table_in_a_cell_ends_no_field_and_no_deletion_around_it() -> None:
    open_field = "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
    inner = f"<w:tbl>{row(paragraph(run('手机') + open_field), paragraph(run('135')))}</w:tbl>"
    outer = row(paragraph(run("流通部")) + inner + paragraph(run("在岗")), paragraph(run("三楼")))
    assert lines(made(f"<w:tbl>{outer}</w:tbl>")) == ["流通部 手机 在岗 | 三楼"]


BROKEN = {
    "names": ["时间：3月8日", "地点：三楼会议室", "主持人：王芳"],
    "sentences": ["新增学位10万个。", "开发就业岗位60万个。"],
    "numbers": ["报名须带：", "1.身份证", "2、照片", "（3）户口簿", "四、学历证"],
    "one sentence": ["为了保护耕地，\n制定本法。"],
    "a number of two lines": ["库容共3\n10.5万立方米"],
    "an hour": ["会议上午\n8:30开始"],
}


@pytest.mark.parametrize("case", BROKEN)
def test_lines_of_their_own_in_a_paragraph_are_blocks_and_lines_of_a_sentence_are_not(
    case: str,
) -> None:
    inside = "\n".join(BROKEN[case]).replace("\n", "</w:t><w:br/><w:t xml:space='preserve'>")
    found = made(paragraph(run(inside)))
    assert lines(found) == [one.replace("\n", " ") for one in BROKEN[case]]


def test_a_heading_of_two_lines_is_one() -> None:
    opened = docx.Document()
    opened.add_heading("总体要求：\n目标：学位", 1)
    packed = io.BytesIO()
    opened.save(packed)
    assert lines(document(packed.getvalue(), "a.docx")) == ["总体要求： 目标：学位"]


def test_a_cell_over_several_rows_stands_in_each_and_one_over_columns_in_the_first() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"

    heads = "".join(cell(one) for one in ("地区", "项目", "目标"))
    first = cell("长春", "<w:vMerge w:val='restart'/>") + cell("学位") + cell("10万个")
    second = cell("", "<w:vMerge/>") + cell("岗位") + cell("60万个")
    third = cell("合计", "<w:gridSpan w:val='2'/>") + cell("70万个")
    rows = "".join(f"<w:tr>{row}</w:tr>" for row in (heads, first, second, third))
    assert lines(made(f"<w:tbl>{rows}</w:tbl>")) == [
        "地区：长春 | 项目：学位 | 目标：10万个",
        "地区：长春 | 项目：岗位 | 目标：60万个",
        "地区：合计 | 目标：70万个",
    ]


def test_a_cell_that_says_it_spans_a_billion_columns_does_no_harm() -> None:
    cell = f"<w:tc><w:tcPr><w:gridSpan w:val='1000000000'/></w:tcPr>{paragraph(run('学位'))}</w:tc>"
    assert lines(made(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>")) == ["学位"]


def test_notes_follow_the_paragraph_that_they_belong_to() -> None:
    body = paragraph(
        run("新增学位") + "<w:r><w:footnoteReference w:id='2'/></w:r>" + run("10万个。")
    )
    body += paragraph(run("新增岗位。") + "<w:r><w:endnoteReference w:id='2'/></w:r>")
    foot = f"<w:footnote w:id='2'>{paragraph('<w:r><w:footnoteRef/></w:r>' + run('含幼儿园。'))}</w:footnote>"
    end = f"<w:endnote w:id='2'>{paragraph(run('见附表。'))}</w:endnote>"
    found = made(body, notes=foot, changed=end)
    assert lines(found) == ["新增学位10万个。", "含幼儿园。", "新增岗位。", "见附表。"]
    assert [block.kind.value for block in found.structure.blocks][1::2] == ["note", "note"]


def test_a_note_that_stands_in_itself_is_read_once() -> None:
    mark = "<w:r><w:footnoteReference w:id='2'/></w:r>"
    foot = f"<w:footnote w:id='2'>{paragraph(run('注。') + mark)}</w:footnote>"
    found = made(paragraph(run("正文。") + mark + mark), notes=foot)
    assert lines(found) == ["正文。", "注。"]


def box(text: str, inside: str = "") -> str:
    content = f"<w:txbxContent>{paragraph(run(text) + inside)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_a_block_of_its_own_and_is_read_once() -> None:
    found = made(paragraph(run("新增") + box("框里的话。", box("框中框。")) + run("学位。")))
    assert lines(found) == ["新增学位。", "框里的话。", "框中框。"]
    assert tuple(found.structure.blocks)[1].kind is BlockKind.NOTE


LEVELS = (
    ("chineseCounting", "第%1章"),
    ("chineseCountingThousand", "第%2条"),
    ("decimal", "%1.%3"),
)


GOES_ON = "<w:lvlRestart w:val='0'/>"


def counted(kinds: str = "", lists: str = "") -> str:
    levels = "".join(
        f"<w:lvl w:ilvl='{n}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/>"
        f"{GOES_ON * (n == 1)}{'<w:isLgl/>' * (n == 2)}</w:lvl>"
        for n, (form, text) in enumerate(LEVELS)
    )
    return (
        f"<w:abstractNum w:abstractNumId='5'>{levels}</w:abstractNum>{kinds}"
        f"<w:num w:numId='7'><w:abstractNumId w:val='5'/></w:num>{lists}"
    )


def item(text: str, depth: int, number: int = 7) -> str:
    numbered = f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>"
    return paragraph(run(text), numbered)


def test_the_numbers_that_word_counts_are_there_to_be_asked_for() -> None:
    body = (
        item("总则", 0)
        + item("为了保护耕地，制定本法。", 1)
        + item("一是。", 2)
        + item("二是。", 2)
    )
    body += item("保护", 0) + item("国家保护耕地。", 1)
    found = made(body, numbering=counted())
    assert lines(found) == [
        "第一章 总则",
        "第一条 为了保护耕地，制定本法。",
        "1.1 一是。",
        "1.2 二是。",
        "第二章 保护",
        "第二条 国家保护耕地。",
    ]
    sections = {found.quote(p.spans): p.section for p in passages(found)}
    assert sections["第二条 国家保护耕地。"] == "第二章 保护 › 第二条"


def test_a_list_that_names_its_own_start_begins_there_once() -> None:
    other = (
        "<w:num w:numId='8'><w:abstractNumId w:val='5'/>"
        "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='5'/></w:lvlOverride></w:num>"
    )
    body = item("甲", 0) + item("乙", 0, 8) + item("丙", 0, 8) + item("丁", 0)
    assert lines(made(body, numbering=counted(lists=other))) == [
        "第一章 甲",
        "第五章 乙",
        "第六章 丙",
        "第七章 丁",
    ]


def test_a_number_that_is_taken_away_and_a_bullet_are_not_written() -> None:
    kinds = (
        "<w:abstractNum w:abstractNumId='6'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/>"
        "<w:lvlText w:val='\uf0b7'/></w:lvl></w:abstractNum>"
    )
    lists = "<w:num w:numId='9'><w:abstractNumId w:val='6'/></w:num>"
    body = item("甲", 0, 0) + item("乙", 0, 9) + item("丙", 0, 99)
    assert lines(made(body, numbering=counted(kinds, lists))) == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("decimal", ["1", "10", "11", "20", "110"]),
        ("chineseCountingThousand", ["一", "十", "十一", "二十", "一百一十"]),
        ("chineseLegalSimplified", ["壹", "壹拾", "壹拾壹", "贰拾", "壹佰壹拾"]),
        ("decimalFullWidth", ["１", "１０", "１１", "２０", "１１０"]),
        ("upperRoman", ["I", "X", "XI", "XX", "CX"]),
        ("lowerLetter", ["a", "j", "k", "t", "fffff"]),
        ("ideographTraditional", ["甲", "癸", None, None, None]),
        ("decimalEnclosedCircle", ["①", "⑩", "⑪", "⑳", None]),
        ("hebrew1", [None] * 5),
    ],
)
def test_counts_are_written_as_word_writes_them(form: str, said: list[str | None]) -> None:
    assert [spelled(count, form) for count in (1, 10, 11, 20, 110)] == said


def test_styles_that_are_based_on_headings_head_and_a_table_of_contents_is_left_out() -> None:
    opened = docx.Document()
    styles = opened.styles
    own = styles.add_style("公文一级", 1)
    own.base_style = styles["Heading 1"]
    own.font.size = Pt(16)
    styles.add_style("toc 1", 1)
    opened.add_paragraph("总则\t1", style="toc 1")
    opened.add_paragraph("总则", style="公文一级")
    opened.add_paragraph("本法保护耕地。")
    packed = io.BytesIO()
    opened.save(packed)
    found = document(packed.getvalue(), "a.docx")
    assert lines(found) == ["总则", "本法保护耕地。"]
    assert next(iter(found.structure.blocks)).level == 1


def test_styles_in_a_circle_end() -> None:
    opened = docx.Document()
    one, other = (opened.styles.add_style(name, 1) for name in ("甲", "乙"))
    one.base_style, other.base_style = other, one
    opened.add_paragraph("新增学位。", style="甲")
    packed = io.BytesIO()
    opened.save(packed)
    assert document(packed.getvalue(), "a.docx").text == "新增学位。\n"


def test_controls_nested_deeply_are_read() -> None:
    deep = "<w:sdt><w:sdtContent>" * 110
    body = deep + paragraph(run("新增学位。")) + "</w:sdtContent></w:sdt>" * 110
    assert lines(made(body)) == ["新增学位。"]


TITLED, HEADED = ("<w:pStyle w:val='Title'/>", "<w:pStyle w:val='Heading1'/>")


@pytest.mark.parametrize("headed", [True, False], ids=["headings", "lines"])
@pytest.mark.parametrize("second", ["仓库租赁合同补充协议", "附件一：设备清单", "第一编 补充协议"])
def test_a_title_below_a_text_begins_a_part_and_a_document_is_called_by_its_first(
    second: str, *, headed: bool
) -> None:
    head = HEADED if headed else ""
    body = [
        ("云岭公司", TITLED),
        ("合同编号：HZ-2022", ""),
        ("仓库租赁合同", TITLED),
        ("双方就租赁的事项订立本合同。", ""),
        ("第一章 租期", head),
        ("租期三年，自2022年起算。", ""),
        (second, TITLED),
        ("双方补充约定如下，自签字之日起生效。", ""),
        ("第一章 面积", head),
        ("另租一千六百平方米的库房。", ""),
    ]
    found = made("".join(paragraph(run(text), style) for text, style in body))
    assert title(found) == "仓库租赁合同"
    sections = {found.quote(one.spans)[:4]: one.section for one in passages(found)}
    assert sections["双方就租"] == ""
    assert sections["租期三年"] == "第一章 租期"
    assert sections["双方补充"] == second
    assert sections["另租一千"] == f"{second} › 第一章 面积"
