"""Bytes of a text ▶ its characters: find the encoding, decode strictly, refuse what is not text."""

import codecs
import re

from ingest.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = re.compile("[\u2010-\u2027\u3000-\u3029\u3400-\u9fff\uff01-\uff5e]")
_HAN = re.compile("[\u3400-\u9fff]")
_BINARY = "a binary file, expected text; convert it to a text file in UTF-8 first"

# Among the 150 most frequent characters of Chinese writing, in both scripts. Text decoded with the
# wrong table still looks Chinese, but is made of rare characters.
_FREQUENT = frozenset(
    "的一是不了在人有我他这这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年"
    "过過发發后後作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心她本"
    "前开開但因只从從想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重"
    "并並物手应應战戰向头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先"
)


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Text and codec of `data`: a byte order mark, else strict UTF-8, else GB18030 or Big5.

    GB18030 and Big5 overlap, so the one whose text holds more frequent characters wins. Big5 as
    Windows writes it (cp950: 裏, 恒) or Hong Kong does (着, 衞) has characters that its standard lacks.
    Raises ReadError for binary data, for bytes that none of them can decode, and for lines in several.

    >>> decode("學位".encode("big5"), "a.txt")
    ('學位', 'big5')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                marked = data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"{name}: marked as {encoding} but damaged at byte {len(mark) + error.start}; "
                    "save it as UTF-8 and try again"
                ) from error
            if "\0" in marked:  # UTF-32 starts like UTF-16
                raise ReadError(f"{name}: {_BINARY}")
            return marked, encoding
    if b"\0" in data:
        raise ReadError(f"{name}: {_BINARY}")
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        utf8_error = error
    if any(map(_is_chinese_utf8, data.splitlines())):
        if utf8_error.reason == "unexpected end of data":
            raise ReadError(
                f"{name}: cut off inside a character (byte {utf8_error.start}); get it anew"
            )
        raise ReadError(
            f"{name}: some lines are UTF-8 and some are not (byte {utf8_error.start}); "
            "save all of it as UTF-8 and try again"
        )
    candidates = [
        (_familiarity(text), encoding, text)
        for encoding in ("gb18030", "big5", "cp950", "big5hkscs")
        if (text := _try(data, encoding)) is not None
    ]
    if not candidates:
        raise ReadError(
            f"{name}: not UTF-8 (byte {utf8_error.start}), GB18030 or Big5; "
            "save it as UTF-8 and try again"
        )
    _, encoding, text = max(candidates, key=lambda candidate: candidate[0])
    if _control_share(text) > 0.01:
        raise ReadError(f"{name}: {_BINARY}")
    return text, encoding


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_chinese_utf8(line: bytes) -> bool:
    """Whether a line is Chinese in UTF-8; of 350,000 lines and pieces of lines in GB18030 or Big5 none is."""
    text = None if line.isascii() else _try(line, "utf-8")
    return text is not None and _HAN.search(text) is not None


def _familiarity(text: str) -> float:
    """Share of frequent characters among those that are not ASCII; those that are neither Chinese
    nor its punctuation (box drawings, Cyrillic, private use) count against."""
    foreign = [character for character in text if character > "\x7f"]
    odd = sum(_CHINESE.fullmatch(character) is None for character in foreign)
    return (sum(c in _FREQUENT for c in foreign) - odd) / max(1, len(foreign))


def _control_share(text: str) -> float:
    controls = sum(character < " " and character not in "\t\n\r\f" for character in text)
    return controls / max(1, len(text))
