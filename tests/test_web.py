"""Of a web page the text is read that its reader sees, without what stands around it."""

import pytest
from samples import as_html, lines_of

from ingest.passages import title
from ingest.read import document
from ingest.types import Document
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
