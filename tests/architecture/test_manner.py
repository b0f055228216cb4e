"""Suppressions need a reason; notes about work left to do are errors."""

import re

from tests.architecture.tree import ROOT, comments, modules

EVERYTHING = ("blog_api", "tests", "alembic", "scripts")
SUPPRESSION = re.compile(r"#\s*(noqa|type: ?ignore|pragma: no|fmt: ?(off|skip)|pyright: ?ignore)")
WITH_REASON = re.compile(
    r"#\s*(noqa: [A-Z]+[0-9]+(, ?[A-Z]+[0-9]+)*|type: ?ignore\[[a-z-]+(, ?[a-z-]+)*\]"
    r"|pragma: no \w+|fmt: ?(off|skip))\s+(#|-|—)\s*\w.{5,}"
)
LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
PLANTS = {f"tests/fences/plants_of_{name}.py" for name in ("house", "tools")}
NAME_THEM = {"tests/architecture/test_manner.py", *PLANTS}
OTHER_FILES = (
    "*.toml",
    "*.md",
    "*.yml",
    "*.yaml",
    "scripts/*",
    ".ci/*",
    "Dockerfile",
    "docs/**/*.md",
)


def test_every_suppression_has_a_reason() -> None:
    wrong = [
        f"{module.name}:{line} {text}"
        for module in modules(*EVERYTHING)
        for line, text in comments(module)
        if SUPPRESSION.match(text) and not WITH_REASON.match(text)
    ]
    assert wrong == []


def test_nothing_is_left_for_later() -> None:
    texts = {module.name: module.text for module in modules(*EVERYTHING)}
    paths = [path for pattern in OTHER_FILES for path in ROOT.glob(pattern) if path.is_file()]
    texts |= {str(path): path.read_text() for path in paths}
    assert {name for name, text in texts.items() if LATER.search(text)} <= NAME_THEM
