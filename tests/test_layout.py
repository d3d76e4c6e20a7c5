"""Blocks hold every character once, in order, and are what a reader would call them."""

import re
import textwrap

import pytest
from conftest import TEXTS, offsets, plain
from hypothesis import given
from hypothesis import strategies as st
from work import lines_run

from ingest.layout import blocks, heading_level
from ingest.normalize import INVISIBLE
from ingest.types import BlockKind, Document

MARKER = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]*#{1,6}\s+")


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, document.quote(block.spans)) for block in blocks(document)]


def quotes(document: Document, kind: BlockKind) -> list[str]:
    return [document.quote(block.spans) for block in blocks(document) if block.kind is kind]


def visible(text: str) -> list[int]:
    """Places of the characters that must be in a block: all but blanks, what has no
    width, and heading markers."""
    marked: set[int] = set()
    invisible = {match.start() for match in INVISIBLE.finditer(text)}
    start = 0
    for line in re.split(r"[\n\r\f\v\x85\u2028\u2029]", text):
        if marker := MARKER.match(line):
            marked.update(range(start, start + marker.end()))
        start += len(line) + 1
    return [
        offset
        for offset, character in enumerate(text)
        if not character.isspace() and offset not in marked and offset not in invisible
    ]


@given(TEXTS)
def test_every_visible_character_is_in_exactly_one_block_in_order(text: str) -> None:
    found = [offset for block in blocks(plain(text)) for offset in offsets(block.spans)]
    assert found == sorted(set(found))
    assert not {match.start() for match in INVISIBLE.finditer(text)} & set(found)
    hidden = set(range(len(text))) - set(visible(text))
    assert [offset for offset in found if offset not in hidden] == visible(text)


@given(TEXTS)
def test_no_block_is_blank_or_crosses_a_line_end(text: str) -> None:
    document = plain(text)
    for block in blocks(document):
        assert document.quote(block.spans).strip(" \u200b\ufeff")
        for span in block.spans:
            assert not re.search(r"[\n\r\f\v\x85\u2028\u2029]", text[span.start : span.end])


@given(
    st.lists(st.sampled_from(["长春新增学位。", "一、就业", "民生——", "李明 摄", ""]), max_size=12)
)
def test_the_kind_of_line_break_does_not_matter(lines: list[str]) -> None:
    assert kinds(plain("\n".join(lines))) == kinds(plain("\r\n".join(lines)))


@given(TEXTS, st.integers(0, 3), st.integers(0, 3))
def test_blank_lines_around_a_text_move_blocks_and_change_none(
    text: str, before: int, after: int
) -> None:
    assert kinds(plain("\n" * before + text + "\n" * after)) == kinds(plain(text))


def test_the_page_has_ten_sections_of_two_heading_lines(newspaper: Document) -> None:
    headings = quotes(newspaper, BlockKind.HEADING)
    assert len(headings) == 20
    assert all(re.fullmatch(r"实施.{4}工程——", line) for line in headings[::2])
    assert not any(line.endswith("——") for line in headings[1::2])
    assert len(set(headings)) == 20


def test_the_page_has_its_printed_title(newspaper: Document) -> None:
    titles = quotes(newspaper, BlockKind.TITLE)
    assert titles[1:] == ["长春奋力开创振兴发展率先突破新局面"]
    assert titles[0].startswith("贯彻落实“一主六双”")


def test_the_captions_and_the_note_of_the_page_are_found(newspaper: Document) -> None:
    assert quotes(newspaper, BlockKind.CAPTION) == [
        "复工复产。",
        "经开区科创广场。",
        "进入冬季，地铁客流量增加，市民文明出行。孙建一 摄",
        "文化广场之暮。",
    ]
    assert quotes(newspaper, BlockKind.NOTE) == ["（本版图片为资料图片）"]


def test_the_body_of_the_page_is_paragraphs(newspaper: Document) -> None:
    paragraphs = quotes(newspaper, BlockKind.PARAGRAPH)
    assert len(paragraphs) == 34
    assert all(len(paragraph) > 40 for paragraph in paragraphs)


BODY = (
    "坚持推进科技、产业、金融、人才协同发展，坚持抓创新与抓人才并举、抓创新与抓创业并重，扎实推动国家区域"
    "创新中心建设，推动长春向“领跑”“跟跑”向“并跑”“领跑”跨越。"
)


@pytest.mark.parametrize("width", [20, 26, 35])
def test_text_that_was_broken_at_a_width_is_joined_again(width: int) -> None:
    lines = textwrap.wrap(BODY, width)
    assert len(lines) >= 3
    assert kinds(plain("\n".join(lines))) == [("paragraph", BODY)]


NEWS = (
    "记者昨日从市城管局获悉，沅江三桥将于九月二十八日零时起全封闭大修，工期一百天，预计明年一月五日恢复通行。",
    "“当时没多想，脱了鞋就跳，手机忘了掏出来。”他说，那天有两单送餐超时，顾客都没有要求赔偿，“都说救人要紧。”",
    "男孩被送到市第一医院，观察两天后出院，外卖平台奖励龙海波一万元，并为他申报市级见义勇为称号。",
)


def broken(text: str, width: int, *, indent: int, hang: bool) -> list[str]:
    """Lines of a paragraph as it is set: `width` characters, the first of `indent` fewer, and marks that may
    not begin a line beyond its edge."""
    lines = [""]
    for character in text:
        room = width - (indent if len(lines) == 1 else 0)
        if len(lines[-1]) >= room and not (hang and character in "，。、”"):
            lines.append("")
        lines[-1] += character
    return lines


@pytest.mark.parametrize("width", [18, 20, 23, 26])
@pytest.mark.parametrize("hang", [False, True])
@pytest.mark.parametrize("blanks", ["　　", "    "])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_line_that_is_set_in_begins_a_paragraph_and_is_as_full_as_those_below(
    width: int, hang: bool, blanks: str, gap: str
) -> None:
    text = gap.join(blanks + "\n".join(broken(one, width, indent=2, hang=hang)) for one in NEWS * 2)
    assert kinds(plain(text)) == [("paragraph", one) for one in NEWS * 2]


@pytest.mark.parametrize("last", ["按六比四分担。", "按六比四分担，"])
def test_a_line_that_is_set_in_begins_a_paragraph_however_full_the_one_before_it_is(
    last: str,
) -> None:
    first = ["七层以上的楼栋最高补二十五万元，由市、区两", f"级财政部门共同来承担，各自出资{last}"]
    second = [
        "市住建局物业科科长罗平说，申请须经本单",
        "元三分之二以上业主同意，并公示十天无人异议",
        "。",
    ]
    text = "　　" + "\n".join(first) + "\n　　" + "\n".join(second)
    assert quotes(plain(text), BlockKind.PARAGRAPH) == ["".join(first), "".join(second)]


@pytest.mark.parametrize("marks", ["1. 2. 3.", "（1） （2） （3）", "◆ ◆ ◆", "一、 二、 三、"])
def test_lines_that_are_set_in_below_what_stands_out_go_on_with_it(marks: str) -> None:
    items = [mark + one for mark, one in zip(marks.split(), NEWS, strict=True)]
    text = "\n".join("\n    ".join(broken(one, 22, indent=-2, hang=True)) for one in items)
    assert [quote for _, quote in kinds(plain(text))] == items


def test_a_text_that_is_set_in_as_a_whole_is_joined_below_a_line_that_is_not() -> None:
    lines = broken(BODY, 24, indent=0, hang=False)
    text = "\n    ".join(["市政府的工作报告这样说：", *lines])
    assert "".join(lines) in quotes(plain(text), BlockKind.PARAGRAPH)


def test_who_signs_to_the_right_does_not_fill_the_line() -> None:
    lines = broken(NEWS[0], 20, indent=2, hang=True)
    text = "　　" + "\n".join(lines) + "\n" + "　" * 14 + "市城管局\n附件两份请查收"
    assert [quote for _, quote in kinds(plain(text))] == [NEWS[0], "市城管局", "附件两份请查收"]


def test_paragraphs_on_lines_of_their_own_stay_apart() -> None:
    lines = [
        "新增就业岗位，稳定物价，保障供给，惠及百姓。",
        "新建学校，扩大学位。",
        "治理河流，种树。",
    ]
    assert kinds(plain("\n".join(lines))) == [("paragraph", line) for line in lines]


@pytest.mark.parametrize("width", range(18, 30))
def test_a_note_that_runs_over_a_broken_line_is_cut_where_it_starts(width: int) -> None:
    note = "（记者 李明 王小红）"
    text = BODY + note
    document = plain("\n".join(text[at : at + width] for at in range(0, len(text), width)))
    squeezed = [quote.replace(" ", "") for quote in quotes(document, BlockKind.NOTE)]
    assert squeezed in ([note.replace(" ", "")], [])
    assert "".join(quote for _, quote in kinds(document)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "above", ["（第12期）", "第12期", "总第 3 期", "（2026年第3期）", "（此件公开发布）", ""]
)
@pytest.mark.parametrize("below", ["县财政局局长 段文柏", "市人民检察院检察长　欧阳 平", ""])
@pytest.mark.parametrize("parts", [["一、收入情况", "二、支出情况"], [""]])
def test_an_issue_above_a_title_and_an_office_with_a_name_below_are_notes(
    above: str, below: str, parts: list[str]
) -> None:
    body = "为进一步规范资金管理，提高使用效益，现将有关事项通知如下。请认真组织实施。"
    lines = [above, "关于2025年预算执行情况的报告", below]
    lines += [one for part in parts for one in (part, body)]
    found = kinds(plain("\n".join(filter(None, lines))))
    assert [line for kind, line in found if kind == "title"] == [lines[1]]
    assert [line for kind, line in found if kind == "note"] == [*filter(None, (above, below))]
    assert [line for kind, line in found if kind == "heading"] == [*filter(None, parts)]


@pytest.mark.parametrize(
    "head",
    [
        "澜州日报 2023年2月16日 星期四 第3版 要闻",
        "2023年2月16日　星期四　责编：王岚　03版",
        "第三版 要闻 2023.2.16 周四",
        "A4版 澜州晚报 2023-02-16",
    ],
)
def test_the_head_of_a_newspapers_page_is_neither_its_title_nor_a_heading(head: str) -> None:
    body = "澜州把港口作为最大优势，坚持以港兴城、港城融合。今年将开工建设东渡港区二期工程。"
    lines = [head, "澜州建设滨海之城", "港口提能行动", body, "人才强市行动", body, head, body]
    found = kinds(plain("\n".join(lines)))
    assert [line for kind, line in found if kind == "title"] == lines[1:2]
    assert [line for kind, line in found if kind == "note"] == [head, head]


@pytest.mark.parametrize(
    "name", ["清岚KJ-520空气净化器使用手册 第3版 2023年2月16日", "2023年2月16日星期四晚报"]
)
def test_a_title_may_say_a_date_or_which_edition_it_is(name: str) -> None:
    body = "澜州把港口作为最大优势，坚持以港兴城、港城融合。今年将开工建设东渡港区二期工程。"
    assert kinds(plain("\n".join([name, body, body])))[0] == ("title", name)


def test_a_number_of_an_issue_further_on_and_words_with_a_gap_may_be_headings() -> None:
    body = "为进一步规范资金管理，提高使用效益，现将有关事项通知如下。请认真组织实施。"
    lines = ["历期回顾", body, "第1期", body, "第2期", body, "科室 办公室", body]
    assert [line for kind, line in kinds(plain("\n".join(lines))) if kind == "heading"] == lines[
        2::2
    ]


def test_numbered_headings_nest_by_their_numbering() -> None:
    lines = ["第一编 总纲", "第一章 总则", "第二节 范围", "一、就业", "（二）教育", "1.2 学位"]
    assert [heading_level(line) for line in lines] == [0, 1, 2, 3, 4, 5]
    text = "\n\n".join(f"{line}\n\n新增学位10万个，新建学校70所。" for line in lines)
    document = plain("关于民生的报告\n\n" + text)
    assert quotes(document, BlockKind.HEADING)[1:] == lines[1:]
    assert lines[0] in quotes(document, BlockKind.TITLE) + quotes(document, BlockKind.HEADING)


def test_markdown_markers_are_left_out_of_headings() -> None:
    document = plain("# 民生\n\n新增学位10万个。\n\n## 就业\n\n新增岗位60万个。")
    found = [quote for _, quote in kinds(document)]
    assert found == ["民生", "新增学位10万个。", "就业", "新增岗位60万个。"]


def test_a_list_of_short_lines_has_no_headings() -> None:
    lines = ["苹果", "香蕉", "橘子"]
    assert kinds(plain("\n".join(lines))) == [("paragraph", line) for line in lines]


@pytest.mark.parametrize("text", ["", " \n\t\r\n", "\u200b\ufeff\n\u2003"])
def test_a_blank_text_has_no_blocks(text: str) -> None:
    assert blocks(plain(text)) == []


def test_work_grows_with_the_length_of_the_text() -> None:
    documents = [plain("长春坚持科技创新，新增学位。\n（记者\n" * times) for times in (200, 2_000)]
    few, many = (lines_run(lambda one=one: blocks(one)) for one in documents)
    assert many < 15 * few


def test_the_fields_of_a_form_are_neither_title_nor_headings() -> None:
    text = (
        "周例会纪要\n\n时间：2026年11月9日\n地点：三楼会议室\n主 持 人：周文静\n\n"
        "一、停车难问题\n增设临时车位30个。\n"
    )
    assert [kind for kind, _ in kinds(plain(text))] == [
        "title",
        *["paragraph"] * 3,
        "heading",
        "paragraph",
    ]


def test_one_line_with_a_colon_may_be_a_heading() -> None:
    text = "全市工作要点\n\n发展目标：稳中求进\n全年新增就业10万人。\n重点任务：改善民生\n新建学校70所。\n"
    assert quotes(plain(text), BlockKind.HEADING) == ["发展目标：稳中求进", "重点任务：改善民生"]


def test_two_lines_are_joined_where_the_first_is_as_wide_as_those_broken_around_it() -> None:
    long = [
        "第一条　阅览室自九月一日起每日上午九时至下",
        "午六时开放，周一全天闭馆，节假日将另行通知",
        "读者。",
    ]
    short = ["第二条　读者须凭证入室，每次限取书三册，阅", "毕放回。"]
    page = plain("\n".join([*long, "", *short, "", "第三条　读者须爱护图书。"]))
    assert quotes(page, BlockKind.PARAGRAPH) == [
        "".join(long),
        "".join(short),
        "第三条　读者须爱护图书。",
    ]


@pytest.mark.parametrize(
    "pair",
    [
        ["地址：长春市人民大街一百二十八号三楼三〇五", "电话：0431-12345678"],
        ["1. 进入阅览室须出示本人有效借书证件或介绍信", "2. 不得大声喧哗"],
        [
            "一楼儿童阅览室、期刊阅览室、报纸阅览室等处",
            "二楼报刊阅览室、外文阅览室、古籍阅览室等处",
        ],
    ],
)
def test_two_lines_that_are_two_stay_two(pair: list[str]) -> None:
    long = [
        "阅览室自九月一日起每日上午九时至下午六时开",
        "放，周一全天闭馆，节假日将另行通知广大读者",
        "朋友。",
    ]
    page = plain("\n".join(["须知", "", *long, "", *pair, "", "请遵守以上各项规定，谢谢。"]))
    lines = [page.quote(block.spans) for block in blocks(page)]
    assert "".join(long) in lines
    assert all(line in lines for line in pair)


RECORDS = [
    "疼痛门诊：每周一、周四下午，陈晓燕副主任医师",
    "戒烟门诊：每周五下午，呼吸内科，刘志强主任医师",
    "产后康复门诊：每周三全天，林芳主管护师坐诊",
    "糖尿病足门诊：每周二上午，内分泌科，吴建平医师",
]


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]])
def test_records_as_wide_as_one_another_stay_lines_of_their_own(order: list[int]) -> None:
    lines = [RECORDS[at] for at in order]
    text = "\n".join(["医院指南", "", "【特色门诊】", *lines, "", "收费按物价部门的规定办。"])
    assert quotes(plain(text), BlockKind.PARAGRAPH)[:4] == lines


def test_a_line_of_prose_that_begins_with_who_speaks_is_joined_all_the_same() -> None:
    lines = [
        "会上，市长强调要把困难群众的事情办好，",
        "局长张明说：今年的目标任务已经分解到各",
        "县区各部门，年底前逐项检查验收并通报。",
    ]
    assert quotes(plain("\n".join(lines)), BlockKind.PARAGRAPH) == ["".join(lines)]


@pytest.mark.parametrize("width", [24, 26, 28])
def test_short_paragraphs_that_were_broken_at_a_width_are_joined_again(width: int) -> None:
    paragraphs = [
        f"（{number}）{head}。{BODY[start : start + length]}，比上年有了明显的提高。"
        for number, head, start, length in (
            ("一", "稳定就业", 0, 20),
            ("二", "办好教育", 9, 18),
            ("三", "改善医疗", 4, 22),
            ("四", "照顾老人", 14, 19),
        )
    ]
    paragraphs = [line for one in paragraphs for line in (one, "全年完成。", "无欠账。")]
    lines = [line for one in paragraphs for line in textwrap.wrap(one, width)]
    assert kinds(plain("\n".join(lines))) == [("paragraph", one) for one in paragraphs]


def test_lines_of_which_few_are_as_wide_as_the_widest_stay_apart() -> None:
    lines = [
        "图书馆一楼设有儿童借阅区。",
        "二楼是报刊阅览室。",
        "三楼的古籍阅览室须凭介绍信进入，不可外借，",
        "停车场在南门。",
        "咨询台设在一楼大厅东侧，",
        "自助还书机全天开放。",
        "存包柜在入口处，每次使用不超过十二个小时，",
    ]
    assert [text for _, text in kinds(plain("\n".join(lines)))] == lines
