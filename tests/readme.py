"""Generated parts of README.md and docs/access-tokens.md: `python -m tests.readme`.

The tables of endpoints and scopes come from the OpenAPI document, the list of rooms
from their docstrings.
"""

import ast
import tomllib
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from blog_api.main import create_app
from blog_api.scopes import DESCRIPTIONS
from blog_api.settings import Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
TOKENS = ROOT / "docs/access-tokens.md"
TOKEN_SCHEME = "accessToken"
PREFIX = "/api"


def make_table(document: dict[str, Any]) -> str:
    """Return one row for each operation, in the order of the document, under its tag."""
    by_tag: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            call = f"{method.upper()} {path.removeprefix(PREFIX)}"
            by_tag.setdefault(operation["tags"][0], []).append(
                f"| `{call}` | {operation['summary']} | {scope_shown(operation)} |"
            )
    rows = ["| | | scope of a token |", "|---|---|---|"]
    for tag, calls in by_tag.items():
        rows += [f"| **{tag}** | | |", *calls]
    return "\n".join(rows)


def make_scopes() -> str:
    rows = [f"| `{scope}` | {text} |" for scope, text in DESCRIPTIONS.items()]
    return "\n".join(["| | |", "|---|---|", *rows])


def make_routes(document: dict[str, Any]) -> str:
    """Return the routes that read tokens, by the scope that they need."""
    by_scope: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation.get("security"):
                call = f"`{method.upper()} {path.removeprefix(PREFIX)}`"
                by_scope.setdefault(scope_of(operation["security"]), []).append(call)
    order = [*(f"`{scope}`" for scope in DESCRIPTIONS), "*any*", "*closed*"]
    rows = [f"| {scope} | {', '.join(by_scope[scope])} |" for scope in order if scope in by_scope]
    return "\n".join(["| | |", "|---|---|", *rows])


def scope_shown(operation: dict[str, Any]) -> str:
    """Return nothing for a route that reads no token."""
    return scope_of(operation["security"]) if operation.get("security") else ""


def scope_of(security: list[dict[str, list[str]]]) -> str:
    scopes = next((each[TOKEN_SCHEME] for each in security if TOKEN_SCHEME in each), None)
    return "*closed*" if scopes is None else f"`{scopes[0]}`" if scopes else "*any*"


def make_rooms() -> str:
    """Return one row for each room, in the order of the permitted imports."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    names = [name for layer in layers for name in layer.split(" | ") if name != "__main__"]
    return "\n".join(["| | |", "|---|---|", *map(room, names)])


def room(name: str) -> str:
    """Return the beginning of its docstring."""
    path = ROOT / "blog_api" / name
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    first, *_ = (ast.get_docstring(ast.parse(file.read_text())) or "").splitlines()
    shown = f"{name}/" if path.is_dir() else f"{name}.py"
    return f"| [`{shown}`](blog_api/{shown}) | {first} |"


def with_part(text: str, name: str, part: str) -> str:
    """Return the page with the text between two marks replaced."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{part}\n\n{end}{after}"


def with_derived_lists(text: str, document: dict[str, Any]) -> str:
    """Return the regenerated page."""
    return with_part(with_part(text, "endpoints", make_table(document)), "rooms", make_rooms())


def with_scopes(text: str, document: dict[str, Any]) -> str:
    return with_part(with_part(text, "scopes", make_scopes()), "routes", make_routes(document))


if __name__ == "__main__":
    app = create_app(Settings(database_url=SecretStr("postgresql://nowhere/none")))
    TOKENS.write_text(with_scopes(TOKENS.read_text(), app.openapi()))
    README.write_text(with_derived_lists(README.read_text(), app.openapi()))
