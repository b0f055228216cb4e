"""The table of endpoints in README.md, made from the OpenAPI document: `python -m tests.readme`."""

import itertools
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from blog_api.main import create_app
from blog_api.settings import Settings

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- endpoints -->\n", "<!-- end of endpoints -->\n"
PREFIX = "/api"


def make_table(document: dict[str, Any]) -> str:
    """One row an operation, in the order of the document, under its tag."""
    operations = [
        (operation["tags"][0], f"{method.upper()} {path.removeprefix(PREFIX)}", operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    rows = ["| | |", "|---|---|"]
    for tag, group in itertools.groupby(operations, key=lambda operation: operation[0]):
        rows.append(f"| **{tag}** | |")
        rows += [f"| `{call}` | {operation['summary']} |" for _, call, operation in group]
    return "\n".join(rows) + "\n"


def with_table(text: str, document: dict[str, Any]) -> str:
    """The page with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{make_table(document)}\n{END}{after}"


if __name__ == "__main__":
    app = create_app(Settings(database_url=SecretStr("postgresql://nowhere/none")))
    README.write_text(with_table(README.read_text(), app.openapi()))
