"""A picture of a page ▶ its lines in reading order, by OCR, an extra: `pip install yinju[ocr]`."""

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ReadError
from ingest.types import Structure

_MOST_PIXELS = 60_000_000
_GAP = 0.9
"""Heights of a line that must be empty from side to side, or from top to bottom, to part two columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of print in its box, in pixels from the upper left."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def read_picture(data: bytes, name: str) -> tuple[str, Structure, str]:
    """The text of a photographed or scanned page. Raises ReadError."""
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(data)) as picture:
        width, height = picture.size
        if width * height > _MOST_PIXELS:
            raise ReadError(
                f"{name}: {width} × {height} pixels, at most {_MOST_PIXELS:,} are read; make it smaller"
            )
        pixels = np.asarray(picture.convert("RGB"))
    return "\n".join(lines_of(pixels, name)) + "\n", Structure(), "ocr"


def lines_of(pixels: NDArray[np.uint8], name: str) -> list[str]:
    """The lines of print in a picture. *Shape:* (height, width, 3). Raises ReadError without OCR."""
    found = _engine(name)(pixels)
    if found.boxes is None:
        return []
    lines = [
        Line(box[:, 0].min(), box[:, 1].min(), box[:, 0].max(), box[:, 1].max(), text)
        for box, text in zip(np.asarray(found.boxes, float), found.txts, strict=True)
    ]
    return [line.text for line in in_order(lines)]


def in_order(lines: list[Line]) -> list[Line]:
    """Lines as they are read: cut along the widest empty band, whichever way it runs, and again.

    This is the recursive XY cut (Nagy, Seth and Viswanathan 1992); columns are parted before the
    lines of each are, unless something runs across them.

    >>> page = [Line(60, 0, 100, 9, "右上"), Line(0, 0, 40, 9, "左上"), Line(0, 10, 40, 19, "左下")]
    >>> [line.text for line in in_order(page)]
    ['左上', '左下', '右上']
    """
    if len(lines) < 2:
        return lines
    heights = sorted(line.bottom - line.top for line in lines)
    least = _GAP * heights[len(heights) // 2]
    across = _widest([(line.left, line.right) for line in lines], least)
    down = _widest([(line.top, line.bottom) for line in lines], least)
    if across is not None and (down is None or across[1] >= 0.6 * down[1] or len(lines) > 3):
        cut = across[0]
        first = [line for line in lines if line.left < cut]
        return in_order(first) + in_order([line for line in lines if line.left >= cut])
    if down is not None:
        cut = down[0]
        first = [line for line in lines if line.top < cut]
        return in_order(first) + in_order([line for line in lines if line.top >= cut])
    return sorted(lines, key=lambda line: (round(line.top / max(1.0, least)), line.left))


def _widest(ranges: list[tuple[float, float]], least: float) -> tuple[float, float] | None:
    """Where the widest empty band of at least `least` ends, and how wide it is."""
    best: tuple[float, float] | None = None
    reach = min(ranges)[1]
    for start, end in sorted(ranges):
        if start - reach >= least and (best is None or start - reach > best[1]):
            best = (start, start - reach)
        reach = max(reach, end)
    return best


@lru_cache(maxsize=1)
def _loaded() -> Any:
    import logging  # noqa: PLC0415

    from rapidocr import RapidOCR  # noqa: PLC0415

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR()


def _engine(name: str) -> Any:
    try:
        return _loaded()
    except ImportError as error:
        raise ReadError(
            f"{name}: a picture of text; install OCR to read it: pip install 'yinju[ocr]'"
        ) from error
