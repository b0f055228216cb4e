"""Values that templates of a site may show: its configuration and its data files."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from blog_api.import_export.files import MAX_PAGE_BYTES, read_text
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.sources.site.front_matter import read_toml, read_yaml
from blog_api.import_export.sources.site.javascript import javascript_to_yaml

FOLDER: Final = "_data"
SUFFIXES: Final = frozenset({".json", ".yml", ".yaml", ".toml", ".js", ".cjs", ".mjs"})
MAX_FILES: Final = 500
MAX_VALUES: Final = 20_000
MAX_DEPTH: Final = 5


def texts_in(values: Mapping[str, Any], prefix: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Yield scalars by their names with dots, in lower case."""
    for name, value in values.items():
        path = f"{prefix}{name}".lower()
        if isinstance(value, dict) and depth < MAX_DEPTH:
            yield from texts_in(value, f"{path}.", depth + 1)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield path, str(value)


def data_of_site(root: Path) -> dict[str, str]:
    """Read the data files of Eleventy (`metadata.title`) and Jekyll (`site.data.people.ada`).

    Files that are code or broken have no values; a page that shows one is reported.
    """
    found: dict[str, str] = {}
    folders = [root / FOLDER, *sorted(root.glob(f"*/{FOLDER}"))]
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.*"))]
    for path in paths[:MAX_FILES]:
        if path.suffix.lower() not in SUFFIXES or len(found) > MAX_VALUES:
            continue
        parts = path.relative_to(next(p for p in path.parents if p.name == FOLDER)).parts
        name = ".".join((*parts[:-1], path.name.partition(".")[0]))
        values = values_in(path, root)
        for prefix in (f"{name}.", f"site.data.{name}."):
            found = dict(texts_in(values, prefix)) | found
    return found


def values_in(path: Path, root: Path) -> Mapping[str, Any]:
    """Return nothing for a file that cannot be read, that is code, or that leads out."""
    if not path.resolve().is_relative_to(root.resolve()):
        return {}
    try:
        text = read_text(path, MAX_PAGE_BYTES)
        values = parsed(text, path.suffix.lower())
    except (UnreadableError, OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def parsed(text: str, suffix: str) -> object:
    if suffix == ".json":
        return json.loads(text)
    if suffix == ".toml":
        return read_toml(text)
    return read_yaml(text if suffix in {".yml", ".yaml"} else javascript_to_yaml(text))
