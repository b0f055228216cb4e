"""Every command of the pages is run by a test or by CI, or is excused with a reason."""

import re

import pytest

from tests.architecture.test_security_page import names_in
from tests.documentation.commands import PAGES, ROOT, all_commands, split
from tests.documentation.coverage import EXCUSES, WALKED, places
from tests.documentation.elsewhere import BY_TEST, IN_CI, TOUR


@pytest.mark.parametrize("page", PAGES)
def test_every_command_has_one_place(page: str) -> None:
    found = {c.text: places(c) for c in all_commands() if c.page == page}
    assert {text: where for text, where in found.items() if len(where) != 1} == {}


def test_every_excuse_is_of_a_command_that_is_shown() -> None:
    texts = {command.text for command in all_commands()}
    assert len(texts) > 80
    assert [text for text in EXCUSES if text not in texts] == []
    assert [page for page in WALKED if page not in PAGES] == []


def test_ci_runs_what_it_is_said_to_run() -> None:
    missing = [
        text
        for text, file in IN_CI.items()
        if not re.search(rf"(?<![\w/]){re.escape(text)}(?![\w/])", (ROOT / file).read_text())
    ]
    assert missing == []


def test_named_tests_exist() -> None:
    named = [name.split("::") for name in (TOUR, *BY_TEST.values())]
    assert [name for path, name in named if name not in names_in(path)] == []


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("a b   # comment\nc\n", ["a b", "c"]),
        ("a \\\n    b\n", ["a b"]),
        ("a |\n  b\n", ["a | b"]),
        ("a 'b\nc'\nd", ["a 'b c'", "d"]),
        ("# only a comment\n", []),
    ],
)
def test_a_block_is_split_into_commands(block: str, expected: list[str]) -> None:
    assert list(split(block)) == expected
