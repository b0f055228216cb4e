"""What README.md says of the code, made from it: `python -m tests.readme`.

The table of endpoints comes from the OpenAPI document, the list of rooms from their docstrings.
"""

import ast
import tomllib
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from blog_api.main import create_app
from blog_api.settings import Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PREFIX = "/api"


def make_table(document: dict[str, Any]) -> str:
    """One row an operation, in the order of the document, under its tag."""
    by_tag: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            call = f"{method.upper()} {path.removeprefix(PREFIX)}"
            by_tag.setdefault(operation["tags"][0], []).append(
                f"| `{call}` | {operation['summary']} |"
            )
    rows = ["| | |", "|---|---|"]
    for tag, calls in by_tag.items():
        rows += [f"| **{tag}** | |", *calls]
    return "\n".join(rows)


def make_rooms() -> str:
    """One row a room, in the order in which they may import each other."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    names = [name for layer in layers for name in layer.split(" | ") if name != "__main__"]
    return "\n".join(["| | |", "|---|---|", *map(room, names)])


def room(name: str) -> str:
    """What its docstring begins with."""
    path = ROOT / "blog_api" / name
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    first, *_ = (ast.get_docstring(ast.parse(file.read_text())) or "").splitlines()
    shown = f"{name}/" if path.is_dir() else f"{name}.py"
    return f"| [`{shown}`](blog_api/{shown}) | {first} |"


def with_part(text: str, name: str, part: str) -> str:
    """The page with what stands between two marks made anew."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{part}\n\n{end}{after}"


def made_anew(text: str, document: dict[str, Any]) -> str:
    """The page as the code would have it."""
    return with_part(with_part(text, "endpoints", make_table(document)), "rooms", make_rooms())


if __name__ == "__main__":
    app = create_app(Settings(database_url=SecretStr("postgresql://nowhere/none")))
    README.write_text(made_anew(README.read_text(), app.openapi()))
