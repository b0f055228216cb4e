"""Plain English: the rules about words that a test can check.

A sentence begins with its noun or verb, not with a clause, and uses the standard term.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, Module, comments, modules
from tests.prose import docstrings

CLAUSE = re.compile(r"\W*(what|whatever|who|whoever|whose|whom)\b", re.IGNORECASE)
BANNED = re.compile(
    r"(?<![A-Za-z])(whoever|whomever|somebody|anew|meanwhile|askers?|carriers?|lanes?|beside)"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)
# An email, not a letter; elsewhere letters are those of the alphabet.
LETTER = re.compile(r"(?<![A-Za-z])letters?(?![A-Za-z])", re.IGNORECASE)
OF_MAIL = ("blog_api/mail/", "blog_api/account_recovery/", "tests/trust/test_mail")
TEXTS = (
    *(
        "blog_api",
        "tests",
        "scripts",
        "docs",
        "postman",
        "deploy",
        ".ci",
        ".github",
        ".env.example",
    ),
    *("README.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml"),
)
TEXT_SUFFIXES = {
    *(".py", ".md", ".sh", ".sql", ".toml", ".conf", ".example", ""),
    *(".html", ".json", ".service", ".timer", ".txt", ".yaml", ".yml"),
}
DECISIONS = ROOT / "docs/decisions"
CITED = re.compile(r"\bdecisions?[\s/#(]+(\d{4}(?:(?:, | and )\d{4})*)\b", re.IGNORECASE)
TITLE = re.compile(r"# (\d{4}) [A-Z].{3,70}")
SECTIONS = ["Context", "Decision", "Consequences", "Alternatives"]
# The files that count or ban these words name them.
HERE = frozenset({"tests/architecture/test_prose.py", "tests/prose.py"})


def first_lines(module: Module) -> Iterator[str]:
    """Yield the beginning of each docstring and of each block of comments."""
    yield from docstrings(list(ast.walk(module.tree)))
    previous = 0
    for number, text in comments(module):
        if number != previous + 1:
            yield text
        previous = number


def files() -> list[Path]:
    places = [ROOT / name for name in TEXTS]
    found = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
    return [path for path in found if path.is_file() and path.suffix in TEXT_SUFFIXES]


def banned_words(name: str, text: str) -> set[str]:
    found = set(BANNED.findall(text))
    return found | set(LETTER.findall(text)) if name.startswith(OF_MAIL) else found


def decisions() -> list[Path]:
    return sorted(DECISIONS.glob("[0-9]*.md"))


def test_sentences_begin_with_a_noun_or_a_verb() -> None:
    wrong = [
        f"{module.name}: {text.splitlines()[0]}"
        for module in modules("blog_api", "tests", "scripts")
        for text in first_lines(module)
        if CLAUSE.match(text)
    ]
    assert wrong == []


def test_standard_terms_are_used() -> None:
    names = {path.relative_to(ROOT).as_posix(): path for path in files()}
    assert len(names) > 300
    wrong = {
        name: words
        for name, path in names.items()
        if name not in HERE and (words := banned_words(name, path.read_text(errors="ignore")))
    }
    assert wrong == {}


@pytest.mark.parametrize("page", decisions(), ids=lambda page: page.stem)
def test_a_decision_page_has_its_title_and_sections(page: Path) -> None:
    title, *lines = page.read_text().splitlines()
    found = TITLE.fullmatch(title)
    assert found, title
    assert found[1] == page.name[:4]
    assert [line[3:] for line in lines if line.startswith("## ")] == SECTIONS


def test_code_cites_decisions_that_exist() -> None:
    numbers = {page.name[:4] for page in decisions()}
    code = [path for path in files() if path.is_relative_to(ROOT / "blog_api")]
    cited = {
        (path.relative_to(ROOT).as_posix(), number)
        for path in code
        for numbered in CITED.findall(path.read_text(errors="ignore"))
        for number in re.findall(r"\d{4}", numbered)
    }
    assert len(cited) > 30
    assert {(name, number) for name, number in cited if number not in numbers} == set()


def test_decision_numbers_are_unique_and_listed_in_the_index() -> None:
    numbers = [page.name[:4] for page in decisions()]
    assert len(numbers) == len(set(numbers))
    index = re.findall(
        r"^\* \[(\d{4})\]\((.+)\) (.+)$", (DECISIONS / "README.md").read_text(), re.MULTILINE
    )
    titles = [page.read_text().splitlines()[0].removeprefix("# ") for page in decisions()]
    assert [(f"{number} {title}", name) for number, name, title in index] == [
        (title, page.name) for title, page in zip(titles, decisions(), strict=True)
    ]
