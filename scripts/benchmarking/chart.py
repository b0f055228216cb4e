"""Requests per second as bars, in an SVG written by hand: it needs no library and no script."""

from collections.abc import Iterator, Sequence
from html import escape
from math import log10
from typing import Final

from benchmarking.goals import median_of, per_second, ratio
from benchmarking.rounds import Measure
from benchmarking.servers import KINDS
from benchmarking.workloads import WORKLOADS

COLOURS: Final = {
    "product": "#1a7f5a",
    "tutorial": "#c2410c",
    "drf": "#a16207",
    "limit": "#475569",
    "constant": "#94a3b8",
}
WIDTH, LABEL, BAR, GAP, TOP = 860, 190, 20, 34, 52
SMALLEST, LARGEST = 10, 20_000


def draw(measures: Sequence[Measure], subtitle: str) -> str:
    """The whole file; bars are on a logarithmic scale, and say their number."""
    lines, y = [], TOP
    for workload in WORKLOADS:
        bars = list(bars_of(measures, workload.key))
        if len(bars) > 1:
            lines.append(text(0, y, f"{workload.key}: {workload.title}", "bold"))
            lines += [
                bar(name, value, note, y + 8 + n * BAR)
                for n, (name, value, note) in enumerate(bars)
            ]
            y += len(bars) * BAR + GAP
    style = "font-family='system-ui, sans-serif' font-size='13'"
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='-10 0 {WIDTH} {y}' {style}>",
            f"<rect x='-10' width='{WIDTH}' height='{y}' fill='white'/>",
            text(0, 18, "Requests per second, one worker on one core (logarithmic)", "bold"),
            text(0, 35, subtitle),
            *lines,
            "</svg>\n",
        ]
    )


def bars_of(measures: Sequence[Measure], workload: str) -> Iterator[tuple[str, float, str]]:
    """A server, its median, and how that is to the tutorial's."""
    for kind in KINDS:
        which = (kind.name, workload)
        value = median_of(measures, which, per_second)
        than = ratio(measures, which, ("tutorial", workload), per_second)
        if value is not None:
            yield kind.name, value, "" if than is None else f" ({than:.1f} x)"


def bar(name: str, value: float, note: str, y: int) -> str:
    """A label, a bar, a number."""
    title = next(kind.title for kind in KINDS if kind.name == name)
    share = log10(max(value, SMALLEST) / SMALLEST) / log10(LARGEST / SMALLEST)
    width = round(share * (WIDTH - LABEL - 150))
    rect = f"<rect x='{LABEL}' y='{y}' width='{width}' height='{BAR - 5}' fill='{COLOURS[name]}'/>"
    number = text(LABEL + width + 6, y + 12, f"{value:,.0f}{note}")
    return text(10, y + 12, title) + rect + number


def text(x: int, y: int, words: str, weight: str = "normal") -> str:
    """One line."""
    return f"<text x='{x}' y='{y}' font-weight='{weight}' fill='#111'>{escape(words)}</text>"
