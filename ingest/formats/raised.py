"""Digits and signs that are set above or below the line ▶ the characters that are written so: 10 and a raised
4 are 10⁴, and without it would be 104."""

_ABOVE = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_BELOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_ON_THE_LINE = str.maketrans("０１２３４５６７８９＋－＝（）−–", "0123456789+-=()--")
"""What else those characters are written as."""
_BETWEEN = frozenset(".,，、 \t\n\u00a0\u3000")
"""What is no more than where it stands: the point of 0.5 and the comma between the numbers of two notes."""


def raised(text: str) -> str:
    """A text that is set above the line; as it is, where one of its characters has no such form.

    >>> raised("4"), raised("−2"), raised("[1]"), raised("注1")
    ('⁴', '⁻²', '[1]', '注1')
    """
    return _set(text, _ABOVE)


def lowered(text: str) -> str:
    """A text that is set below the line; as it is, where one of its characters has no such form.

    >>> "CO" + lowered("2"), "PM" + lowered("2.5"), lowered("max")
    ('CO₂', 'PM₂.₅', 'max')
    """
    return _set(text, _BELOW)


def _set(text: str, forms: dict[int, int]) -> str:
    plain = text.translate(_ON_THE_LINE)
    if all(ord(one) in forms or one in _BETWEEN for one in plain):
        return "".join(
            one if one in _BETWEEN else chr(forms[ord(sign)])
            for one, sign in zip(text, plain, strict=True)
        )
    return text
