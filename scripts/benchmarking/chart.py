"""Bar chart of requests per second as SVG, written without a library or script."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import log10
from typing import Final

from benchmarking.goals import median_of, per_second, ratio
from benchmarking.rounds import Measure
from benchmarking.servers import FORMER, KINDS
from benchmarking.workloads import WORKLOADS

COLOURS: Final = {
    "product": "#1a7f5a",
    "former": "#5eab8f",
    "fast commit": "#0f766e",
    "tutorial": "#c2410c",
    "drf": "#a16207",
    "good": "#b45309",
    "pocketbase": "#7c3aed",
    "limit": "#475569",
    "constant": "#94a3b8",
}
WIDTH, LABEL, BAR, GAP, TOP = 900, 270, 20, 34, 58
NUMBER = 150  # room to the right of the longest bar
SMALLEST = 10


def draw(measures: Sequence[Measure], subtitle: str) -> str:
    """Return the whole file; bars have a logarithmic scale and a label with their value."""
    lines, y = [], TOP
    largest = max((per_second(measure) for measure in measures), default=SMALLEST)
    scale = Scale(max(largest, 10 * SMALLEST))
    for workload in WORKLOADS:
        bars = list(bars_of(measures, workload.key))
        if len(bars) > 1:
            lines.append(text(0, y, f"{workload.key}: {workload.title}", "bold"))
            lines += [bar(scale, one, y + 8 + n * BAR) for n, one in enumerate(bars)]
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


@dataclass(frozen=True, slots=True)
class Scale:
    """A logarithmic scale that leaves room for the label of the largest value."""

    largest: float

    def width(self, value: float) -> int:
        share = log10(max(value, SMALLEST) / SMALLEST) / log10(self.largest / SMALLEST)
        return round(share * (WIDTH - 10 - LABEL - NUMBER))


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    value: float
    note: str


def bars_of(measures: Sequence[Measure], workload: str) -> Iterator[Bar]:
    """Yield a server's median and its ratio to the tutorial's."""
    for kind in (*KINDS, FORMER):
        which = (kind.name, workload)
        value = median_of(measures, which, per_second)
        than = ratio(measures, which, ("tutorial", workload), per_second)
        if value is not None:
            yield Bar(kind.name, value, "" if than is None else f" ({than:.1f} x)")


def bar(scale: Scale, one: Bar, y: int) -> str:
    title = next(kind.title for kind in (*KINDS, FORMER) if kind.name == one.name)
    width = scale.width(one.value)
    colour = COLOURS[one.name]
    rect = f"<rect x='{LABEL}' y='{y}' width='{width}' height='{BAR - 5}' fill='{colour}'/>"
    number = text(LABEL + width + 6, y + 12, f"{one.value:,.0f}{one.note}")
    return text(10, y + 12, title) + rect + number


def text(x: int, y: int, words: str, weight: str = "normal") -> str:
    return f"<text x='{x}' y='{y}' font-weight='{weight}' fill='#111'>{escape(words)}</text>"
