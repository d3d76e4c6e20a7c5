"""Of a web page the text is read that its reader sees, without what stands around it."""

import pytest
from samples import as_html, lines_of

from ingest.formats.draft import Draft
from ingest.formats.web import parsed, walk
from ingest.passages import title
from ingest.read import document
from ingest.types import BlockKind, Document
from ingest.written import decode_document, encode_document


def test_a_page_keeps_its_navigation_and_scripts_to_itself(newspaper: Document) -> None:
    found = document(as_html(lines_of(newspaper)), "a.html")
    assert not any(word in found.text for word in ("导航", "版权所有", "坏"))


def test_a_page_that_names_a_wrong_encoding_is_still_read() -> None:
    page = "<html><head><meta charset=iso-8859-1></head><body><p>新增学位十万个。</p></body></html>"
    assert "新增学位十万个" in document(page.encode(), "a.html").text


def test_the_end_of_a_line_in_the_source_of_a_page_parts_no_chinese_word() -> None:
    source = "<p>推动科技创\n    新和产业升级，the new\nschools。</p>" * 3
    found = document(f"<html><body><article>{source}</article></body></html>".encode(), "a.html")
    assert found.text.splitlines()[0] == "推动科技创新和产业升级，the new schools。"
    kept = document(
        "<html><body><pre>春眠不觉晓\n处处闻啼鸟</pre></body></html>".encode(), "a.html"
    )
    assert "春眠不觉晓 处处闻啼鸟" in kept.text


@pytest.mark.parametrize(
    ("head", "body", "named"),
    [
        ("<meta name='ArticleTitle' content='补贴 办法'><title>首页</title>", "", "补贴 办法"),
        ("<title>网站</title>", "<h1>补贴<b>办法</b></h1>", "补贴办法"),
        ("<title>补贴办法_政策_临河市</title>", "<h1>甲</h1><h1>乙</h1>", "补贴办法"),
        ("<title>补贴办法 - 临河市</title>", "", "补贴办法"),
        ("", "", "a"),
    ],
)
def test_a_page_is_called_what_it_says_though_its_menu_has_headings(
    head: str, body: str, named: str
) -> None:
    rest = (
        "<h3>最新动态</h3><p>全市防汛会议召开。</p>" + body + "<h3>标准</h3><p>每月800元。</p>" * 2
    )
    page = f"<html><head><meta charset='utf-8'>{head}</head><body>{rest}</body></html>"
    found = document(page.encode(), "a.html")
    assert title(found) == named
    kept = decode_document(found.id, found.title, found.data, encode_document(found))
    assert kept == found


REST = f"<p>{'全市将继续新增学位和岗位，让人民群众得到更多实惠。' * 4}</p>"
AROUND = {
    "alone": ("", ""),
    "a site's": (
        "<nav><a href='/b'>首页</a></nav><article>",
        "</article><footer>版权所有</footer>",
    ),
}


def shown(body: str, around: tuple[str, str] = ("", "")) -> list[str]:
    """What is read of a page, without what only makes it a page."""
    before, after = around
    page = f"<html><head><meta charset=utf-8></head><body>{before}{REST}{body}{REST}{after}</body></html>"
    return document(page.encode(), "a.html").text.splitlines()[1:-1]


both = pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)


@both
@pytest.mark.parametrize(
    "gone",
    [
        "<del>六十</del>",
        "<s>六十</s>",
        "<strike>六<b>十</b></strike>",
        "<span style='color:red; TEXT-DECORATION: line-through'>六十</span>",
        "<span style='display: none'>六十</span>",
        "<span style='color:red;visibility:hidden'>六十</span>",
        "<span hidden>六十</span>",
    ],
)
def test_what_is_struck_out_or_not_displayed_is_not_read(
    gone: str, around: tuple[str, str]
) -> None:
    assert shown(f"<p>票价为{gone}<ins>八十</ins>元。</p>", around) == ["票价为八十元。"]
    assert shown(f"<p>票价八十元。</p><div>{gone}</div>", around) == ["票价八十元。"]


def test_a_page_that_a_script_will_show_is_read() -> None:
    page = (
        "<div id=js_content style='visibility: hidden'><p>票价八十元，老人免票。</p></div><p>甲</p>"
    )
    assert "票价八十元" in document(f"<html><body>{page}</body></html>".encode(), "a.html").text


@both
@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("5×10<sup>2</sup>人", "5×10²人"),
        ("10<sup>−3</sup>米", "10⁻³米"),
        ("CO<sub>2</sub>浓度", "CO₂浓度"),
        ("误差<sup><a href='#n1'>1</a></sup>不大", "误差¹不大"),
        ("见<sup>[1]</sup>文", "见[1]文"),
    ],
)
def test_digits_above_and_below_the_line_join_no_number(
    written: str, seen: str, around: tuple[str, str]
) -> None:
    assert shown(f"<p>{written}</p>", around) == [seen]


@both
@pytest.mark.parametrize(
    ("of", "first", "second"),
    [
        ("<ol>", "1. ", "2. "),
        ("<ol start=3>", "3. ", "4. "),
        ("<ol reversed>", "2. ", "1. "),
        ("<ol type=a>", "a. ", "b. "),
        ("<ol style='list-style-type: cjk-ideographic'>", "一、", "二、"),
        ("<ol style='list-style: none'>", "", ""),
        ("<ul>", "", ""),
    ],
)
def test_items_have_the_numbers_that_their_reader_sees(
    of: str, first: str, second: str, around: tuple[str, str]
) -> None:
    for item in ("{}", "<p>{}</p>", "<b>{}</b>"):
        items = "".join(f"<li> {item.format(text)}" for text in ("带好证件。", "到窗口办理。"))
        closed = of[1:3]
        found = shown(f"{of}{items}</{closed}>", around)
        assert found == [f"{first}带好证件。", f"{second}到窗口办理。"]


def test_an_item_that_says_its_number_itself_gets_no_second() -> None:
    for first, second in (("（一）带证件。", "（二）办理。"), ("1、带证件。", "2、办理。")):
        assert shown(f"<ol><li>{first}<li>{second}</ol>") == [first, second]
    assert shown("<ol><li>3.5元起步。<li>10人一组。</ol>") == ["1. 3.5元起步。", "2. 10人一组。"]


@both
def test_a_value_stands_under_the_heads_of_all_rows_of_heads(around: tuple[str, str]) -> None:
    top = "<tr><th rowspan=2>车站<th colspan=2>往城南方向<th colspan=2>往城北方向"
    below = "<tr><th>首班<th>末班<th>首班<th>末班"
    rows = "<tr><td rowspan=2>东站<td>6:10<td>23:00<td>6:20<td>22:40<tr><td>7:10<td colspan=3>停运"
    south, north = "往城南方向 {}：{{}}", "往城北方向 {}：{{}}"
    heads = " | ".join(
        ["车站：东站", *(way.format(car) for way in (south, north) for car in ("首班", "末班"))]
    )
    for above in ("", "<caption>表1 时刻</caption>", "<tr><td colspan=5>表1 时刻"):
        lines = shown(f"<table>{above}{top}{below}{rows}</table>", around)
        assert lines[-2:] == [
            heads.format("6:10", "23:00", "6:20", "22:40"),
            "车站：东站 | 往城南方向 首班：7:10 | 往城南方向 末班：停运",
        ]
        assert lines[:-2] == (["表1 时刻"] if above else [])


@both
@pytest.mark.parametrize(
    "body",
    [
        "<table><caption>图1 {}</caption><tr><th>地区<th>主管<tr><td>东区<td>王伟</table>",
        "<table><tr><th colspan=2>图1 {}<tr><th>地区<th>主管<tr><td>东区<td>王伟</table>",
        "<figure><img src=a.png><figcaption>图1 {}</figcaption></figure>",
        "<figure><table><tr><th>地区<th>主管<tr><td>东区<td>王伟</table><figcaption>图1 {}</figcaption>",
    ],
)
def test_a_caption_is_kept_and_takes_no_heads_away(body: str, around: tuple[str, str]) -> None:
    before, after = around
    text = body.format("各区 <b>主管</b>")
    page = f"<html><body>{before}{REST}{text}{REST}{after}</body></html>"
    found = document(page.encode(), "a.html")
    said = [(block.kind, found.quote(block.spans)) for block in found.structure.blocks]
    assert (BlockKind.CAPTION, "图1 各区 主管") in said
    if "<table" in text:
        assert (BlockKind.ROW, "地区：东区 | 主管：王伟") in said


@pytest.mark.parametrize(
    "line",
    [
        "查詢：2724 9012　電郵：enquiry@museum.example",
        "联系电话：0431-88888888",
        "地址：人民大街1号 邮编：130000 版权所有",
        "投诉请写信到 a@b.example",
    ],
)
@pytest.mark.parametrize("tag", ["p", "div", "span"])
def test_where_somebody_is_reached_is_read_from_a_footer_and_nothing_else(
    line: str, tag: str
) -> None:
    links = "<a href='/a'>联系我们</a> <a href='/b'>网站地图</a>"
    record = "<div>版权所有 临河市人民政府 京ICP备12345678号-1</div>"
    around = (AROUND["a site's"][0], f"</article><footer>{record}<div>{links}</div>{{}}</footer>")
    page = f"<html><body>{around[0]}{REST}{around[1]}</body></html>"
    written = document(page.format(f"<{tag}>{line}</{tag}>").encode(), "a.html")
    bare = document(page.format("").encode(), "a.html")
    assert written.text == f"{bare.text}{line}\n"
    assert [*written.structure.blocks][-1].kind is BlockKind.NOTE
    assert "版权" not in bare.text
    assert "网站地图" not in bare.text


def test_what_has_no_way_to_another_page_is_read_whole() -> None:
    table = "<table><tr><td>车站<td>首班<td>末班<tr><td>城南<td>6:10<td>23:00</table>"
    assert shown(f"<h2>时刻</h2>{table}") == ["时刻", "车站：城南 | 首班：6:10 | 末班：23:00"]


@pytest.mark.parametrize(
    "ruby", ["<ruby>芽<rt>yá</rt></ruby>", "<ruby>芽<rp>(</rp><rt>yá</rt><rp>)</rp></ruby>"]
)
def test_readings_above_characters_do_not_fall_between_them(ruby: str) -> None:
    line = f"三万八千个{ruby}头，<del>六</del>七<s>八</s>年，10<sup>4</sup>株"
    assert shown(f"<p>{line}</p>") == ["三万八千个芽头，七年，10⁴株"]
    draft = Draft()
    walk(parsed(line.encode()), draft)  # as the chapters of an e-book are read
    assert draft.text == "三万八千个芽头，七年，10⁴株\n"


@pytest.mark.parametrize("tag", ["h2", "h3", "h4"])
@pytest.mark.parametrize(
    "of",
    ["", "div class=TRS_Editor", "div id=zoom", "div class=wrap", "div class=content", "article"],
)
def test_headings_stay_before_what_they_head_whatever_holds_the_text(of: str, tag: str) -> None:
    parts = "".join(
        f"<{tag}>{n}类情形</{tag}><h5>标准</h5><table><tr><th>人员<th>每月<tr><td>{n}等<td>80元</table>"
        f"<p>{f'{n}类人员可以在每月的前十日提取，每年不超过十二次。' * 4}</p>"
        f"<h5>材料</h5><ul><li>见{n}类附件。<li>身份证。</ul>"
        for n in "甲乙丙"
    )
    whole = f"<{of}>{parts}</{of.split(maxsplit=1)[0]}>" if of else parts
    menu = (
        "<div><h3>快捷服务</h3><ul><li><a href='/a'>我要办</a><li><a href='/b'>甲类</a></ul></div>"
    )
    page = f"<html><body>{menu}<h1>办事指南</h1>{whole}{menu}</body></html>"
    found = document(page.encode(), "a.html")
    said = [(block.kind, found.quote(block.spans)) for block in found.structure.blocks]
    heads = [at for at, (kind, _) in enumerate(said) if kind is BlockKind.HEADING]
    pairs = [(said[at][1], said[at + 1][1][:4].removesuffix("附")) for at in heads]
    assert [one for one in pairs if one[0] != "办事指南"] == [
        pair
        for n in "甲乙丙"
        for pair in ((f"{n}类情形", "标准"), ("标准", f"人员：{n}"), ("材料", f"见{n}类"))
    ]
