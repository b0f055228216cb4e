"""The sources of the documentation site."""

from itertools import chain
from typing import Any

import pytest
from documented.diagrams import with_tables
from documented.navigation import navigation
from documented.reference import list_errors, reference_pages
from documented.repository import Page, list_pages, new_target, render_page

from blog_api.cli import MODULES
from blog_api.errors import AppError
from blog_api.settings import Settings

URL = "https://code.example/blog"
PAGES = [
    Page("README.md", "index.md", "# Blog\n## Tour\n"),
    Page("README.md", "guides/mail.md", "# Mail\n"),
    Page("docs/threats.md", "threats.md", "# Threats\n"),
    Page("docs/decisions/0001-one-driver.md", "decisions/0001-one-driver.md", "# One\n"),
]


@pytest.mark.parametrize(
    ("page", "link", "expected"),
    [
        (0, "docs/threats.md", "threats.md"),
        (1, "docs/threats.md#actors", "../threats.md#actors"),
        (1, "#tour", "../index.md#tour"),
        (2, "decisions/0001-one-driver.md", "decisions/0001-one-driver.md"),
        (3, "../../README.md#mail", "../guides/mail.md#mail"),
        (0, "blog_api/live.py", f"{URL}/blob/main/blog_api/live.py"),
        (0, "https://example.com/", "https://example.com/"),
    ],
)
def test_links_lead_to_the_page_of_the_site(page: int, link: str, expected: str) -> None:
    assert new_target(PAGES[page], PAGES, link, URL) == expected


def test_a_file_without_an_address_is_a_name() -> None:
    page = Page("README.md", "index.md", "See [`live.py`](blog_api/live.py).\n\n    [x](y)\n")
    assert render_page(page, PAGES, "") == "See `live.py`.\n\n    [x](y)\n"


def test_links_are_rewritten_below_code() -> None:
    page = Page("README.md", "guides/a.md", "    code\n\n```\nx\n```\n[t](docs/threats.md)\n")
    assert "[t](../threats.md)" in render_page(page, PAGES, "")


def test_a_state_diagram_is_a_table() -> None:
    diagram = "```mermaid\nstateDiagram-v2\n    [*] --> draft: POST\n```\n"
    assert with_tables(diagram) == "| from | by | to |\n|---|---|---|\n| none | POST | draft |\n"


def test_every_page_is_in_the_navigation_once() -> None:
    texts = {page.target: page.text for page in list_pages()}
    assert sorted(paths_of(navigation(texts))) == sorted(texts)


def paths_of(entries: list[dict[str, Any]]) -> list[str]:
    values = chain.from_iterable(entry.values() for entry in entries)
    return [
        path
        for value in values
        for path in ([value] if isinstance(value, str) else paths_of(value))
    ]


def test_references_are_complete() -> None:
    pages = reference_pages()
    missing = [
        *(
            name
            for name in Settings.model_fields
            if f"`{name.upper()}`" not in pages["reference/settings.md"]
        ),
        *(name for name in MODULES if f"`blog-api {name}`" not in pages["reference/commands.md"]),
        *(
            kind
            for kind in list_errors(AppError)
            if f"`{kind.code}`" not in pages["reference/errors.md"]
        ),
    ]
    assert missing == []
