"""The stylesheet and the scripts: their weight, edges that are seen in both themes, and motion."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.studio.messages import STUDIO

STYLES: Final = STUDIO / "static" / "styles"
SCRIPTS: Final = STUDIO / "static" / "scripts"
MAX_BYTES: Final = 30_000
MAX_BYTES_OF_SCRIPTS: Final = 40_000
MOTION: Final = re.compile(r"\b(?:transition|animation)\b[\w-]*:|scroll-behavior:|@keyframes")
CALM: Final = re.compile(
    r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]*\{[^{}]*\})*[^{}]*\}"
)
SEEN: Final = 2.0  # the words of a button tell what it is, so its edge needs no 3:1 (WCAG 1.4.11)
COLOR: Final = re.compile(r"--([\w-]+): #(\w{6}|\w{3});")


def themes() -> dict[str, dict[str, str]]:
    """Return the colors by name, of the light theme and of the dark one over it."""
    light, _, dark = Path(STYLES / "10-base.css").read_text().partition("scheme: dark")
    given = dict(COLOR.findall(light))
    return {"light": given, "dark": given | dict(COLOR.findall(dark))}


def luminance(color: str) -> float:
    digits = color if len(color) == 6 else "".join(2 * each for each in color)
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_controls_are_seen(theme: str) -> None:
    colors = themes()[theme]
    assert contrast(colors["line-button"], colors["raised"]) > SEEN
    assert contrast(colors["line-button"], colors["paper"]) > SEEN
    assert contrast(colors["line-strong"], colors["raised"]) > 3


def test_the_stylesheet_is_light() -> None:
    assert sum(len(file.read_bytes()) + 1 for file in STYLES.iterdir()) < MAX_BYTES


def test_the_scripts_are_light() -> None:
    assert sum(len(file.read_bytes()) for file in SCRIPTS.iterdir()) < MAX_BYTES_OF_SCRIPTS


def test_nothing_moves_for_people_who_want_less_motion() -> None:
    styles = "".join(file.read_text() for file in sorted(STYLES.iterdir()))
    assert MOTION.search(styles)
    assert not MOTION.search(CALM.sub("", styles))
