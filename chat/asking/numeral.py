"""What a number is worth, in figures or in Chinese."""

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}
_FIGURES = "零一二三四五六七八九"
_PLACES = {"十": 10, "百": 100, "千": 1000}


def value(number: str) -> float:
    """The value of figures, or of Chinese characters up to thousands. Raises KeyError, ValueError where it is
    none.

    >>> value("1,200.5"), value("十二"), value("二十"), value("两千三百"), value("二〇二六")
    (1200.5, 12.0, 20.0, 2300.0, 2026.0)
    """
    if number[0].isdigit():
        return float(number.replace(",", ""))
    total, digit = 0, 0
    for character in number:
        if character in _PLACES:
            total += (digit or 1) * _PLACES[character]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[character]
    return float(total + digit)


def is_number(text: str) -> bool:
    """Whether a text is nothing but figures, or Chinese characters that count.

    >>> is_number("十二"), is_number("年")
    (True, False)
    """
    return bool(text) and all(c.isdigit() or c in _DIGITS or c in _PLACES for c in text)


def in_chinese(number: int) -> str:
    """A number from 1 to 9,999 in Chinese, as laws count. Raises ValueError outside.

    >>> in_chinese(12), in_chinese(110), in_chinese(305), in_chinese(2020)
    ('十二', '一百一十', '三百零五', '二千零二十')
    """
    if not 0 < number < 10_000:
        raise ValueError(f"expected a number from 1 to 9,999, got {number}")
    text = ""
    for place, mark in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += _FIGURES[digit] + mark
        elif text and number % place and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if 10 <= number < 20 else text
