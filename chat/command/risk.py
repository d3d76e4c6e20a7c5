"""How often an answer is wrong for each share of the questions answered: the risk–coverage curve.

Refusing more makes fewer answers wrong. Questions are sorted by the probability that their evidence
answers; answering only the first k of n has the coverage k / n, and the risk is the share of those k
that were answered with a wrong quote or should have been refused (El-Yaniv and Wiener 2010, "On the
Foundations of Noise-free Selective Classification"). The curve says what another threshold would do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDE, _HIGH = 60, 12
"""Columns and rows of the picture in a terminal."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A question, were nothing refused: `probability` that its evidence answers, None when nothing
    could ever be shown for it, and whether showing it would be `right`."""

    probability: float | None
    right: bool


@dataclass(frozen=True, slots=True)
class Point:
    """With this `threshold`, `coverage` of the questions are answered, and `risk` of those wrongly."""

    threshold: float
    coverage: float
    risk: float


def curve(tried: Sequence[Tried]) -> list[Point]:
    """A point for every probability that occurs, the highest first; equal ones fall together.

    >>> curve([Tried(0.9, True), Tried(0.4, False), Tried(None, False), Tried(0.4, True)])
    [Point(threshold=0.9, coverage=0.25, risk=0.0), \
Point(threshold=0.4, coverage=0.75, risk=0.3333333333333333)]
    """
    known = [(one.probability, one.right) for one in tried if one.probability is not None]
    ordered = sorted(known, key=lambda one: -one[0])
    points: list[Point] = []
    wrong = 0
    for count, (probability, right) in enumerate(ordered, 1):
        wrong += not right
        if count == len(ordered) or ordered[count][0] < probability:
            points.append(Point(probability, count / len(tried), wrong / count))
    return points


def chosen(points: Sequence[Point], threshold: float) -> Point | None:
    """Where a threshold stands on the curve: its last point that is answered; None if none is."""
    answered = [point for point in points if point.threshold >= threshold]
    return answered[-1] if answered else None


def area(points: Sequence[Point]) -> float:
    """The mean risk over the coverage that can be reached, 0 to 1; lower is better.

    >>> area([Point(0.9, 0.5, 0.0), Point(0.2, 1.0, 0.5)])
    0.25
    """
    before = 0.0
    total = 0.0
    for point in points:
        total += point.risk * (point.coverage - before)
        before = point.coverage
    return total / before if before else 0.0


def drawn(points: Sequence[Point], threshold: float) -> str:
    """The curve in characters, `●` where the threshold stands; every line at most 70 wide."""
    top = _top(points)
    rows = [[" "] * (_WIDE + 1) for _ in range(_HIGH + 1)]
    for point in points:
        rows[_row(point, top)][round(point.coverage * _WIDE)] = "·"
    here = chosen(points, threshold)
    if here is not None:
        rows[_row(here, top)][round(here.coverage * _WIDE)] = "●"
    lines = ["risk: share of the answers that are wrong"]
    for place, row in enumerate(rows):
        label = f"{top * (_HIGH - place) / _HIGH:5.2f}" if place % 4 == 0 else " " * 5
        lines.append(f"{label} │{''.join(row)}".rstrip())
    lines.append(f"      └{'─' * (_WIDE + 1)}")
    lines.append(f"       0{'coverage: share of the questions answered':^{_WIDE - 1}}1")
    lines.append(said(points, threshold))
    return "\n".join(lines)


def said(points: Sequence[Point], threshold: float) -> str:
    """The chosen point and the area in one sentence."""
    here = chosen(points, threshold)
    where = (
        f"answers {here.coverage:.3f} of the questions, {here.risk:.3f} of those wrongly"
        if here is not None
        else "answers nothing"
    )
    return f"● threshold {threshold:g} {where}; mean risk {area(points):.3f}"


def picture(points: Sequence[Point], threshold: float, title: str) -> str:
    """The curve as an SVG of 640 × 400, for a page about the figures."""
    top = _top(points)
    left, bottom, wide, high = 70, 340, 540, 280

    def at(point: Point) -> tuple[str, str]:
        return f"{left + point.coverage * wide:.1f}", f"{bottom - point.risk / top * high:.1f}"

    ticks = []
    for step in range(5):
        x, y = left + wide * step / 4, bottom - high * step / 4
        ticks += [
            f'<path d="M{left} {y}H{left + wide}" stroke="#ddd"/>',
            f'<text x="{left - 10}" y="{y + 5}" text-anchor="end">{top * step / 4:.2f}</text>',
            f'<text x="{x}" y="{bottom + 22}" text-anchor="middle">{step / 4:.2f}</text>',
        ]
    here = chosen(points, threshold)
    mark = ""
    if here is not None:
        x_here, y_here = at(here)
        mark = f'<circle cx="{x_here}" cy="{y_here}" r="6" fill="#a4262c"/>'
    line = " ".join(",".join(at(point)) for point in points)
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" font-family="sans-serif"'
            ' font-size="14" fill="#222">',
            '<rect width="640" height="400" fill="#fff"/>',
            f'<text x="{left}" y="32" font-size="16">{escape(title)}</text>',
            f'<text x="{left}" y="50" font-size="12">{escape(said(points, threshold))}</text>',
            *ticks,
            f'<polyline points="{line}" fill="none" stroke="#1f4e79" stroke-width="2"/>',
            mark,
            f'<text x="{left + wide / 2}" y="385" text-anchor="middle">share of questions answered'
            "</text>",
            f'<text transform="rotate(-90 18 {bottom - high / 2})" x="18" y="{bottom - high / 2}"'
            ' text-anchor="middle">share of answers that are wrong</text>',
            "</svg>\n",
        ]
    )


def _top(points: Sequence[Point]) -> float:
    """The highest risk drawn, in tenths, at least one."""
    highest = max((point.risk for point in points), default=0.0)
    return next(step / 10 for step in range(1, 11) if step / 10 >= highest or step == 10)


def _row(point: Point, top: float) -> int:
    return _HIGH - round(point.risk / top * _HIGH)
