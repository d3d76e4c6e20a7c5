"""What stands in a picture is read, by the OCR that is really used, and quoted with its page."""

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
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


ORIENTATION = 274
"""The number in EXIF under which a camera says how it was held."""
HELD = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How a picture of an upright page lies in the file of a camera that says so (EXIF 2.3, table 6)."""


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


def as_held(page: Image.Image, held: int, form: str) -> bytes:
    """A file of a page as a camera that was held so takes it."""
    packed = io.BytesIO()
    taken = page.transpose(HELD[held])
    mark = taken.getexif()
    mark[ORIENTATION] = held
    taken.save(packed, form, exif=mark, **({"lossless": True} if form == "webp" else {}))
    return packed.getvalue()


def seen(data: bytes, name: str, monkeypatch: pytest.MonkeyPatch) -> NDArray[np.uint8]:
    """The pixels that OCR is given of a file."""
    given: list[NDArray[np.uint8]] = []
    monkeypatch.setattr(picture, "printed", lambda pixels, _: (given.append(pixels), ("", {}))[1])
    picture.read_picture(data, name)
    return given[0]


@pytest.mark.parametrize("form", ["png", "webp", "tiff"])
@pytest.mark.parametrize("held", HELD)
def test_a_photograph_is_upright_however_the_camera_was_held(
    held: int, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = drawn(PAGES[0])
    found = seen(as_held(page, held, form), f"a.{form}", monkeypatch)
    assert np.array_equal(found, np.asarray(page.convert("RGB")))


SIDEWAYS = b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
"""The entry in EXIF that says that a camera was held as 6."""


@pytest.mark.parametrize(
    ("mark", "turned"),
    [
        (b"", False),
        (b"M", False),
        (b"MM\0*\0", False),
        (b"MM\0*\0\0\0\x08\0\x02" + SIDEWAYS + b"\x01\0\0\x02\0\0\0\x02x" + bytes(7), True),
    ],
)
def test_a_damaged_mark_of_how_a_camera_was_held_does_not_cost_the_picture(
    mark: bytes, turned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = drawn(PAGES[0])
    packed = io.BytesIO()
    page.transpose(HELD[6]).save(packed, "png", exif=b"Exif\0\0" + mark)
    found = seen(packed.getvalue(), "a.png", monkeypatch)
    wanted = page if turned else page.transpose(HELD[6])
    assert np.array_equal(found, np.asarray(wanted.convert("RGB")))


def test_a_turned_photograph_gives_the_text_of_an_upright_one() -> None:
    pytest.importorskip("rapidocr")
    upright = io.BytesIO()
    drawn(PAGES[1]).save(upright, "png")
    wanted = document(upright.getvalue(), "a.png").text
    assert "60万个" in wanted
    assert document(as_held(drawn(PAGES[1]), 6, "png"), "a.png").text == wanted


def test_a_turned_picture_that_is_too_large_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = as_held(drawn(PAGES[0]), 6, "png")
    torn = whole[: whole.index(b"IDAT") + 40]
    with pytest.raises(ReadError, match="damaged"):
        document(torn, "a.png")
    monkeypatch.setattr(picture, "_MOST_PIXELS", 1000)
    with pytest.raises(ReadError, match="240 × 760 pixels, at most 1,000 are read"):
        document(torn, "a.png")


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
