"""Addresses of Eleventy: the folders below its input and the name without its date."""

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any, Final

from blog_api.import_export.sources.site.ignored import COMMENT, text_of
from blog_api.import_export.sources.site.permalinks.entries import Entry, inside, joined

SCRIPTS: Final = (".eleventy.js", ".eleventy.cjs", "eleventy.config.*")
INPUT_OPTION: Final = re.compile(r"--input[= ]([\w./-]+)")
SETTING: Final = re.compile(r"\b(input|pathPrefix)\b\s*:\s*([\"'`]([^\"'`\n$]*)[\"'`])?")
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}-(.*)")
SHOWN: Final = re.compile(r"\{\{-?\s*(?:page\.)?(fileSlug|filePathStem)\s*-?\}\}")
CODE: Final = re.compile(r"\{[{%]|\$\{|=>")
DATA: Final = (".11tydata.js", ".11tydata.cjs", ".11tydata.mjs", ".11tydata.ts")
LAYOUTS: Final = (
    "**/_includes/**/*.*",
    "**/_layouts/**/*.*",
    "_data/*omputed.*",
    "*/_data/*omputed.*",
)
PERMALINK: Final = re.compile(r"(?:^|[{,])[ \t]*[\"']?permalink[\"']?[ \t]*:", re.MULTILINE)
GLOBAL: Final = re.compile(r"addGlobalData\([^)]{0,200}permalink|[\"'`]permalink[\"'`]")
MAX_LAYOUTS: Final = 500
INDEX: Final = "index"


def read_settings(root: Path) -> dict[str, Any]:
    """Return `input` and `pathprefix`; `permalink` is True where code or layouts may give it."""
    paths = [path for name in SCRIPTS for path in sorted(root.glob(name)) if path.is_file()]
    text = COMMENT.sub("", "\n".join(map(text_of, paths)))
    found: dict[str, Any] = {"input": "", "pathprefix": ""}
    if option := INPUT_OPTION.search(text_of(root / "package.json")):
        found["input"] = option[1]
    for setting in SETTING.finditer(text):
        found[setting[1].lower()] = setting[3] if setting[2] else None
    found["permalink"] = GLOBAL.search(text) is not None or any(
        PERMALINK.search(text_of(path)) for path in layouts_in(root)
    )
    return found


def layouts_in(root: Path) -> Iterable[Path]:
    found = (path for pattern in LAYOUTS for path in root.glob(pattern))
    named = (p for p in found if "node_modules" not in p.parts and p.is_file())
    return islice((p for p in named if p.resolve().is_relative_to(root.resolve())), MAX_LAYOUTS)


def address_of(entry: Entry) -> str | None:
    """Return None where code may decide: functions, templates, computed data, layouts."""
    settings = entry.site.settings
    folder, prefix = settings["input"], settings["pathprefix"]
    path = inside(entry.path, folder) if folder is not None else None
    if path is None or prefix is None or is_computed(entry):
        return None
    own = entry.scalar("permalink")
    if own is not None:
        stem = joined(*path.parts[:-1], raw_slug(path))
        shown = {"fileSlug": file_slug(path), "filePathStem": stem}
        written = SHOWN.sub(lambda found: shown[found[1]], own)
        return None if CODE.search(written) else joined(prefix, written.removesuffix("index.html"))
    if settings["permalink"] or has_code(entry.site.root, entry.path):
        return None
    name = raw_slug(path)
    folders = path.parts[:-1]
    is_named_as_folder = bool(folders) and name == folders[-1]
    is_index = name == INDEX or is_named_as_folder
    return joined(prefix, *folders, None if is_index else name)


def is_computed(entry: Entry) -> bool:
    computed = entry.values.get("eleventycomputed")
    return isinstance(computed, dict) and "permalink" in computed


def has_code(root: Path, path: PurePosixPath) -> bool:
    """Return True if data files of the page or its folders are code with a permalink."""
    names = [(root / path).with_suffix("")]
    names += [root / folder / folder.name for folder in path.parents if folder.name]
    files = (name.with_name(name.name + end) for name in names for end in DATA)
    return any("permalink" in text_of(file) for file in files)


def raw_slug(path: PurePosixPath) -> str:
    """Return the name of the file from its date on."""
    dated = DATE.search(path.stem)
    return dated[1] if dated else path.stem


def file_slug(path: PurePosixPath) -> str:
    slug = raw_slug(path)
    if slug != INDEX:
        return slug
    dated = DATE.search(path.parent.name)
    return dated[1] if dated else path.parent.name
