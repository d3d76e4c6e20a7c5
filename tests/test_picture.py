"""What stands in a picture is read, by the OCR that is really used, and quoted with its page."""

import io
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from chat.answer import Answerer
from index.build import build
from index.encode import load_encoder
from index.library import Library
from index.segment import default_segmenter
from ingest.collect import collect
from ingest.errors import ReadError
from ingest.formats import picture
from ingest.read import document

FONTS = (
    "NotoSansCJK-Regular.ttc",
    "NotoSerifCJK-Regular.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
)
PAGES = (
    ("实施科技创新工程", "设立长春市自然科学基金，积极参与国家", "基础研究十年行动。"),
    ("实施民生改善工程", "突出增收富民。五年内开发就业岗位60万个，", "城镇新增就业50万人。"),
)


def drawn(lines: tuple[str, ...]) -> Image.Image:
    """A picture of lines of print, a headline and a paragraph that is set in by two characters."""
    found = next((path for name in FONTS for path in Path("/usr/share/fonts").rglob(name)), None)
    if found is None:
        pytest.fail("no Chinese font to draw a page with; apt-get install fonts-noto-cjk")
    page = Image.new("L", (760, 60 + 60 * len(lines)), 255)
    font = ImageFont.truetype(str(found), 32)
    for number, line in enumerate(lines):
        left = 30 + 64 * (number == 1)
        ImageDraw.Draw(page).text((left, 30 + 60 * number), line, font=font, fill=0)
    return page


def test_a_scan_is_quoted_with_its_page(tmp_path: Path) -> None:
    first, *others = (drawn(lines) for lines in PAGES)
    first.save(tmp_path / "扫描.pdf", "pdf", save_all=True, append_images=others, resolution=150)
    found = collect([tmp_path / "扫描.pdf"]).documents  # in a process of its own, with its limits
    encoder, segmenter = load_encoder(), default_segmenter()
    build(tmp_path / "index", found, encoder, segmenter)
    library = Library(tmp_path / "index", encoder, segmenter)
    try:
        answer = Answerer(library).ask("五年内开发多少就业岗位？")
        text = library.document("扫描.pdf").text
    finally:
        library.close()
    assert "60万个" in answer.citations[0].quote
    assert answer.citations[0].place == "第2页"
    assert all("".join(text[s.start : s.end] for s in c.spans) == c.quote for c in answer.citations)
    wanted = "".join(character for lines in PAGES for line in lines for character in line)
    assert "".join(text.split()).replace(",", "，") == wanted


def test_a_picture_of_nothing_has_no_text_to_quote() -> None:
    packed = io.BytesIO()
    Image.new("L", (100, 100), 255).save(packed, "png")
    with pytest.raises(ReadError, match="expected text to quote from, found none"):
        document(packed.getvalue(), "a.png")


def test_without_ocr_a_picture_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    picture._loaded.cache_clear()
    packed = io.BytesIO()
    drawn(PAGES[0]).save(packed, "png")
    with pytest.raises(ReadError, match=r"pip install 'yinju\[ocr\]'"):
        document(packed.getvalue(), "a.png")
