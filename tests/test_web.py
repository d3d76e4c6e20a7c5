"""Of a web page the text is read that its reader sees, without what stands around it."""

from samples import as_html, lines_of

from ingest.read import document
from ingest.types import Document


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
