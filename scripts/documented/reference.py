"""References generated from the code: settings, errors, commands, routes and permissions."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pydantic import SecretStr

from blog_api.errors import AppError
from blog_api.main import create_app
from blog_api.settings import Settings
from documented.commands import commands_page
from documented.repository import ROOT
from tests.contract.matrix import TEXTS
from tests.matrix import Table, read_tables

SETTING: Final = re.compile(r"((?:^# .+\n)+)^# ([A-Z_0-9]+)=(.*)$", re.MULTILINE)
ERRORS: Final = """\
Errors are problems in the form of RFC 9457 (`application/problem+json`). `code` is stable;
`detail` is for people and may change. The token endpoints answer in the form of RFC 6749.
"""
ROUTES: Final = """\
Every operation with its parameters and responses. A server shows the same with schemas and
examples at `/docs` and `/redoc`, and as a document at `/openapi.json`.
"""
PERMISSIONS: Final = """\
What each caller is answered, by the state of the resource. Tests send every one of these
requests. `+` and `-` tell whether the resource is in a list; `=` marks a write that changes
nothing. `author` owns the resource; `other` owns resources like it; `user` has written
nothing; `inactive` and `deleted` are accounts that were switched off or deleted.
"""
METHODS: Final = ("get", "post", "put", "patch", "delete")


def reference_pages() -> dict[str, str]:
    """Return the text of each page by its path on the site."""
    return {
        "reference/settings.md": settings_page(),
        "reference/commands.md": commands_page(),
        "reference/routes.md": routes_page(),
        "reference/errors.md": errors_page(),
        "reference/permissions.md": permissions_page(),
    }


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def settings_page() -> str:
    """Return every setting as .env.example explains it."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    rows = [
        (
            f"`{name}`",
            f"`{default}`" if default else "",
            comment.replace("# ", "").replace("\n", " "),
        )
        for comment, name, default in SETTING.findall(text)
    ]
    intro = "Environment variables, or lines of a `.env` file in the checkout or the data folder.\n"
    return f"# Settings\n\n{intro}\n{table(['Setting', 'Default', 'Meaning'], rows)}"


def errors_page() -> str:
    rows = sorted(
        {(error.status, f"`{error.code}`", error.detail) for error in list_errors(AppError)}
    )
    return f"# Errors\n\n{ERRORS}\n{table(['Status', 'Code', 'Detail'], rows)}"


def list_errors(kind: type[AppError]) -> Iterator[type[AppError]]:
    """Return the subclasses with their own error code."""
    for error in kind.__subclasses__():
        if hasattr(error, "code") and hasattr(error, "detail"):
            yield error
        yield from list_errors(error)


def routes_page() -> str:
    app = create_app(Settings(database_url=SecretStr("postgresql://nowhere/none")))
    document = app.openapi()
    parts: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method in [name for name in METHODS if name in methods]:
            operation = methods[method]
            parts.setdefault(operation["tags"][0], []).append(route(method, path, operation))
    tags = [f"## {tag}\n\n" + "\n".join(routes) for tag, routes in parts.items()]
    return f"# Routes\n\n{ROUTES}\n" + "\n".join(tags)


def route(method: str, path: str, operation: dict[str, Any]) -> str:
    """Return the section of one operation."""
    rows = [
        (f"`{item['name']}`", item["in"], in_cell(item.get("description", "")))
        for item in operation.get("parameters", [])
    ]
    text = operation.get("description") or f"{operation['summary']}."
    parts = [f"### `{method.upper()} {path}`\n", f"{text}\n"]
    if rows:
        parts.append(table(["Parameter", "In", "Description"], rows))
    return "\n".join([*parts, f"Responses: {', '.join(operation['responses'])}\n"])


def in_cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|")


def permissions_page() -> str:
    """Return the authorization matrix, which tests compare with a running server."""
    operations: dict[str, list[Table]] = {}
    for item in (item for text in TEXTS for item in read_tables(text)):
        operations.setdefault(item.operation, []).append(item)
    parts = [
        f"## `{name}`\n\n" + "\n".join(map(matrix, items)) for name, items in operations.items()
    ]
    return f"# Permissions\n\n{PERMISSIONS}\n" + "\n".join(parts)


def matrix(item: Table) -> str:
    rows = [(row, *cells) for row, cells in item.rows.items()]
    return f"`{item.request}`\n\n{table(['State', *item.columns], rows)}"
