"""A picture of a page ▶ its lines in reading order, by OCR, an extra: `pip install yinju[ocr]`."""

import io
import os
import struct
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ReadError
from ingest.formats.lines import Boxes, as_blocks
from ingest.types import Structure

_MOST_PIXELS = 60_000_000
_DAMAGED_MARK = (AttributeError, SyntaxError, TypeError, ValueError, struct.error)
"""What pillow raises over damaged EXIF, as 60,000 injured ones showed."""
_WIDE = 0.6
"""Share of a region's width above which a line runs across its columns."""
_ENTER = 0.05
"""Share of the lines that may reach into a gutter: OCR draws some boxes too long."""
_GUTTER, _BAND = 0.5, 0.9
"""Heights of a line that must be empty from top to bottom, or from side to side, to cut there."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print in its box, in pixels from the upper left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def read_picture(data: bytes, name: str) -> tuple[str, Structure, str]:
    """The text of a photographed or scanned page, turned upright as its camera has marked it (EXIF). Raises
    ReadError."""
    from PIL import Image, ImageOps  # noqa: PLC0415

    try:
        opened = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as error:  # which does not say how many it has
        raise ReadError(
            f"{name}: too many pixels, at most {_MOST_PIXELS:,} are read; make it smaller"
        ) from error
    with opened as picture:
        width, height = picture.size
        if width * height > _MOST_PIXELS:
            raise ReadError(
                f"{name}: {width} × {height} pixels, at most {_MOST_PIXELS:,} are read; make it smaller"
            )
        picture.load()
        with suppress(*_DAMAGED_MARK):  # which says nothing, and the picture is read as it is
            ImageOps.exif_transpose(picture, in_place=True)
        pixels = np.asarray(picture.convert("RGB"))
    text, boxes = printed(pixels, name)
    return text, Structure(as_blocks(text, {0: boxes})), "ocr"


def printed(pixels: NDArray[np.uint8], name: str) -> tuple[str, Boxes]:
    """The lines of print in a picture as a text, and where each stands, by its first character.

    *Shape:* (height, width, 3). Raises ReadError without OCR.
    """
    found = _engine(name)(pixels)
    if found.boxes is None:
        return "", {}
    lines = [
        Line(box[:, 0].min(), box[:, 1].min(), box[:, 0].max(), box[:, 1].max(), text)
        for box, text in zip(np.asarray(found.boxes, float), found.txts, strict=True)
    ]
    height = float(len(pixels))
    text, boxes = "", {}
    for line in in_order([one for one in lines if one.text.strip()]):
        bare = " ".join(line.text.split())
        boxes[len(text)] = (
            line.left, line.right, height - line.bottom, 0.85 * (line.bottom - line.top), 0.0
        )  # fmt: skip
        text += bare + "\n"
    return text, boxes


def in_order(lines: list[Line]) -> list[Line]:
    """Lines as they are read: one column after the other, between the lines that run across them.

    A recursive XY cut (Nagy, Seth and Viswanathan 1992): along the widest empty band from top to bottom
    first, then from side to side. Headlines, and lines that OCR has read across a gutter, are taken out
    before a gutter is looked for, and part what stands above them from what stands below.

    >>> page = [Line(60, 0, 100, 9, "右上"), Line(0, 0, 40, 9, "左上"), Line(0, 10, 40, 19, "左下")]
    >>> [line.text for line in in_order(page)]
    ['左上', '左下', '右上']
    """
    if len(lines) < 2:
        return lines
    heights = sorted(line.bottom - line.top for line in lines)
    height = heights[len(heights) // 2]
    width = max(line.right for line in lines) - min(line.left for line in lines)
    wide = [line for line in lines if line.right - line.left > _WIDE * width]
    narrow = [line for line in lines if line.right - line.left <= _WIDE * width]
    gutter = _gutter(narrow, _GUTTER * height) if len(narrow) >= len(lines) / 2 else None
    if gutter is not None:
        found: list[Line] = []
        for line in sorted(wide, key=lambda one: one.top):
            above = [one for one in narrow if one.top < line.top]
            narrow = [one for one in narrow if one.top >= line.top]
            found += [*_sides(above, gutter), line]
        return found + _sides(narrow, gutter)
    down = _widest([(line.top, line.bottom) for line in lines], _BAND * height)
    if down is not None:
        first = [line for line in lines if line.top < down]
        return in_order(first) + in_order([line for line in lines if line.top >= down])
    return sorted(lines, key=lambda line: (round(line.top / max(1.0, height)), line.left))


def _sides(lines: list[Line], gutter: float) -> list[Line]:
    left = [line for line in lines if line.left + line.right < 2 * gutter]
    return in_order(left) + in_order(
        [line for line in lines if line.left + line.right >= 2 * gutter]
    )


def _gutter(lines: list[Line], least: float) -> float | None:
    """The middle of the widest band of at least `least` from top to bottom that nearly no line enters
    and that has lines on both sides."""
    edges = sorted({edge for line in lines for edge in (line.left, line.right)})
    best: tuple[float, float] | None = None
    start: float | None = None
    for left, right in pairwise(edges):
        entering = sum(line.left < right and line.right > left for line in lines)
        if entering > _ENTER * len(lines):
            start = None
            continue
        start = left if start is None else start
        middle = (start + right) / 2
        before = sum(line.left + line.right < 2 * middle for line in lines)
        if (
            right - start >= least
            and 0 < before < len(lines)
            and (not best or right - start > best[0])
        ):
            best = (right - start, middle)
    return None if best is None else best[1]


def _widest(ranges: list[tuple[float, float]], least: float) -> float | None:
    """Where the widest empty band of at least `least` ends."""
    best: tuple[float, float] | None = None
    reach = min(ranges)[1]
    for start, end in sorted(ranges):
        if start - reach >= least and (best is None or start - reach > best[0]):
            best = (start - reach, start)
        reach = max(reach, end)
    return None if best is None else best[1]


@lru_cache(maxsize=1)
def _loaded() -> Any:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # of onnxruntime, see index/network.py
    from rapidocr import RapidOCR  # noqa: PLC0415

    return RapidOCR(params={"Global.log_level": "error"})


def _engine(name: str) -> Any:
    try:
        return _loaded()
    except ImportError as error:
        raise ReadError(
            f"{name}: a picture of text; install OCR to read it: pip install 'yinju[ocr]'"
        ) from error
