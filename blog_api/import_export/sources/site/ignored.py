"""Pages that a site's configuration ignores: its visitors could not see them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any, Final

from blog_api.import_export.coercion import as_list
from blog_api.import_export.files import MAX_PAGE_BYTES, decode_leniently, read_bytes

QUARTZ: Final = "quartz.config.ts"
ELEVENTY_IGNORE: Final = ".eleventyignore"
SCRIPTS: Final = (".eleventy.js", ".eleventy.cjs", "eleventy.config.*", QUARTZ)
COMMENT: Final = re.compile(r"^[^\S\n]*+//[^\n]*|/\*(?:(?!/\*).)*?\*/", re.MULTILINE | re.DOTALL)
PATTERNS: Final = re.compile(r"\bignorePatterns\s*:\s*\[([^\]]*)\]")
ADDED: Final = re.compile(r"\bignores\.add\(\s*([\"'`][^\"'`\n]+[\"'`])")
QUOTED: Final = re.compile(r"[\"'`]([^\"'`\n]+)[\"'`]")
ONLY_MARKED: Final = re.compile(r"\bPlugin\.ExplicitPublish\(")
# Without groups, and with three repetitions at most, a path takes milliseconds.
EXPRESSION: Final = re.compile(r"(?=[^()]{1,200}\Z)[^*+?{]*+(?:[*+?{][^*+?{]*+){0,3}")
CONTENT: Final = frozenset({"content", "source", "src"})
TAIL: Final = re.compile(r"(?:/\*{0,2})+$")


@dataclass(slots=True)
class Ignored:
    """Globs as in a `.gitignore`, and expressions of Hugo. `unread` are those left out."""

    globs: list[str] = field(default_factory=list)
    expressions: list[re.Pattern[str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    needs_mark: bool = False  # Quartz may show only pages that say `publish`

    def use(self, values: dict[str, Any]) -> None:
        """Add the values of a configuration file, given by lower-case names."""
        # Jekyll and Hexo: from the root of the site, or of its content.
        self.globs += [f"/{glob.lstrip('/')}" for glob in as_list(values.get("exclude"))]
        self.globs += as_list(values.get("ignored_content"))
        for written in as_list(values.get("ignorefiles")):
            expression = compiled(written)
            if expression is None:
                self.unread.append(written)
            else:
                self.expressions.append(expression)

    def has(self, path: PurePosixPath) -> bool:
        inner = path.relative_to(path.parts[0]) if path.parts[0] in CONTENT else path
        paths = {path, inner}
        return any(
            any(matches(each, glob) for glob in self.globs)
            or any(expression.search(str(each)) for expression in self.expressions)
            for each in paths
        )


def compiled(written: str) -> re.Pattern[str] | None:
    try:
        return re.compile(written) if EXPRESSION.fullmatch(written) else None
    except re.error:
        return None


def matches(path: PurePosixPath, glob: str) -> bool:
    """Test whether the glob means the path, or a folder on it."""
    name = TAIL.sub("", glob.removeprefix("./"))
    is_anywhere = name.startswith("**/") or "/" not in name
    name = name.removeprefix("**/").lstrip("/")
    if not name:
        return False
    folders = [str(each) for each in (path, *path.parents) if each.parts]
    return any(
        fnmatchcase(each, name) or (is_anywhere and fnmatchcase(each, f"*/{name}"))
        for each in folders
    )


def read_ignored(root: Path) -> Ignored:
    """Read the files of Eleventy and Quartz that say which pages are ignored."""
    ignored = Ignored()
    lines = text_of(root / ELEVENTY_IGNORE).splitlines()
    ignored.globs += [line for each in lines if (line := each.strip()) and line[0] not in "#!"]
    for path in chain.from_iterable(sorted(root.glob(name)) for name in SCRIPTS):
        text = COMMENT.sub("", text_of(path))
        ignored.globs += patterns_in(text)
        ignored.needs_mark |= path.name == QUARTZ and ONLY_MARKED.search(text) is not None
    return ignored


def patterns_in(text: str) -> Iterable[str]:
    for found in PATTERNS.finditer(text):
        yield from QUOTED.findall(found[1])
    for found in ADDED.finditer(text):
        yield found[1][1:-1]


def text_of(path: Path) -> str:
    return decode_leniently(read_bytes(path, MAX_PAGE_BYTES), []) if path.is_file() else ""
