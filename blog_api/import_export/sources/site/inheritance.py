"""Values that a page inherits: Hugo's cascade, Eleventy's data of a folder, Jekyll's defaults."""

import json
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any, Final

from blog_api.import_export.files import MAX_PAGE_BYTES, read_text
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.sources.site.configuration import Configuration
from blog_api.import_export.sources.site.front_matter import read_front_matter

LISTS: Final = ("_index.md", "_index.markdown", "_index.html")


class Inheritance:
    """Reads the files of each folder once."""

    def __init__(self, root: Path, configuration: Configuration) -> None:
        self._root: Final = root
        self._configuration: Final = configuration
        self._folders: dict[Path, dict[str, Any]] = {}

    def values_for(self, path: Path, inside: PurePosixPath) -> dict[str, Any]:
        """Return the inherited values of a page; the nearest folder takes precedence."""
        values = self._configuration.values_for(inside)
        folders = [folder for folder in path.parents if folder.is_relative_to(self._root)]
        for folder in reversed(folders):
            for pattern, given in self._folder(folder).items():
                target = str(inside.relative_to(folder.relative_to(self._root).as_posix()))
                if not pattern or fnmatch("/" + target, pattern) or fnmatch(target, pattern):
                    values |= given
        return values

    def _folder(self, folder: Path) -> dict[str, Any]:
        """Return values by the pattern of the pages that they apply to."""
        if folder not in self._folders:
            self._folders[folder] = cascade_of(folder) | data_of(folder)
        return self._folders[folder]


def cascade_of(folder: Path) -> dict[str, Any]:
    """Read the cascade of Hugo's list page."""
    for name in LISTS:
        try:
            values = read_front_matter(read_text(folder / name, MAX_PAGE_BYTES)).values
        except (UnreadableError, OSError):
            continue
        return by_pattern(values.get("cascade"))
    return {}


def by_pattern(cascade: object) -> dict[str, Any]:
    """Read one cascade or several, each with or without a target."""
    found: dict[str, Any] = {}
    for each in cascade if isinstance(cascade, list) else [cascade]:
        if isinstance(each, dict):
            target = each.get("_target") or each.get("target")
            pattern = str(target.get("path") or "") if isinstance(target, dict) else ""
            found[pattern] = {**found.get(pattern, {}), **values_in(each)}
    return found


def values_in(cascade: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in cascade.items() if name not in {"_target", "target"}}
    params = values.get("params")
    return {**(params if isinstance(params, dict) else {}), **values}


def data_of(folder: Path) -> dict[str, Any]:
    """Read Eleventy's `posts/posts.json` or `posts/posts.11tydata.json`."""
    for name in (f"{folder.name}.json", f"{folder.name}.11tydata.json"):
        try:
            values = json.loads(read_text(folder / name, MAX_PAGE_BYTES))
        except (UnreadableError, OSError, ValueError, RecursionError):
            continue
        if isinstance(values, dict):
            return {"": values}
    return {}
