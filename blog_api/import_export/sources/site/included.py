"""Files that a page shows: code (`{% include_code a.py %}`) and notebooks.

Pelican, Octopress and Hexo have the tag for code, Pelican `{% notebook a.ipynb cells[2:] %}`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from blog_api.import_export.dialects.markup import escaped, fence, positional_of
from blog_api.import_export.dialects.segments import between_code
from blog_api.import_export.files import (
    MAX_PAGE_BYTES,
    decode_leniently,
    is_file,
    read_bytes,
)
from blog_api.import_export.records import UnreadableError

TAG: Final = re.compile(
    r"\{%-?[ ]*(?P<tag>include_code|notebook)[ ]+(?P<path>[^\s%{}]+)(?P<rest>[^%{}\n]*)-?%\}"
)
FOLDERS: Final = (
    *(f"{content}/{inner}" for content in ("content", "source", ".")
      for inner in (".", "code", "downloads/code", "notebooks", "downloads/notebooks")),
)  # fmt: skip  # the folder of the content, and the defaults in it
CELLS: Final = re.compile(r"\bcells\[(?P<start>\d{0,6}):(?P<end>\d{0,6})\]")
LANGUAGE: Final = re.compile(r"\blang:([\w+#.-]+)")
NO_WORD: Final = re.compile(r":|(?!https?:)\w+:\S*$")
FIRST: Final = re.compile(r"\b(?:from|start):(\d{1,6})")
LAST: Final = re.compile(r"\b(?:to|end):(\d{1,6})")
HIDDEN: Final = ":hidefilename:"
MAX_NOTEBOOK_BYTES: Final = 4 * MAX_PAGE_BYTES  # most of one is images
OUTPUT: Final = "output of a notebook (images, tables)"


def insert_files(text: str, root: Path, lost: list[str]) -> str:
    """Replace the tags outside of code; a tag without a file stays, and is reported later."""
    if "include_code" not in text and "notebook" not in text:
        return text

    def change(part: str) -> str:
        return TAG.sub(lambda found: included(found, root, lost) or str(found.group()), part)

    return between_code(text, change)


def included(found: re.Match[str], root: Path, lost: list[str]) -> str | None:
    path = find_file(root, found["path"])
    if path is None:
        return None
    try:
        if found["tag"] == "notebook":
            return notebook(path, found["rest"], lost)
        return code(path, found["rest"])
    except (UnreadableError, OSError, ValueError, RecursionError):
        return None


def find_file(root: Path, name: str) -> Path | None:
    """Return the file in a folder of the site; none outside of it."""
    for folder in FOLDERS:
        path = root / folder / name.strip("\"'").lstrip("/")
        if is_file(path) and path.resolve().is_relative_to(root.resolve()):
            return path
    return None


def code(path: Path, rest: str) -> str:
    """Return the file as a block; its title is that of the tag, else the name of the file."""
    named = LANGUAGE.search(rest)
    words = " ".join(word for word in positional_of(rest) if not NO_WORD.match(word))
    first, last = FIRST.search(rest), LAST.search(rest)
    lines = decode_leniently(read_bytes(path, MAX_PAGE_BYTES), []).splitlines()
    text = "\n".join(lines[int(first[1]) - 1 if first else 0 : int(last[1]) if last else None])
    language = named[1] if named else path.suffix.lstrip(".")
    title = words or ("" if HIDDEN in rest else path.name)
    head = f"**{escaped(title)}**\n" if title else ""
    block = f"{head}{fence(text, language)}".strip("\n")
    return f"\n\n{block}\n\n"


def notebook(path: Path, rest: str, lost: list[str]) -> str:
    """Return the words and the code of a notebook with the texts that its code printed."""
    data = json.loads(decode_leniently(read_bytes(path, MAX_NOTEBOOK_BYTES), []))
    sheets = [data, *as_rows(data.get("worksheets"))] if isinstance(data, dict) else []
    cells = [cell for sheet in sheets for cell in as_rows(sheet.get("cells"))]
    if part := CELLS.search(rest):
        cells = cells[int(part["start"] or 0) : int(part["end"]) if part["end"] else None]
    return "\n\n" + "\n\n".join(text for cell in cells for text in texts_of(cell, lost)) + "\n\n"


def as_rows(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def texts_of(cell: dict[str, Any], lost: list[str]) -> Iterator[str]:
    text, kind = joined(cell.get("source") or cell.get("input")), cell.get("cell_type")
    if kind == "heading":
        yield f"{'#' * int(cell.get('level') or 1)} {text}"
    elif kind != "code":
        yield text
    elif text.strip():
        yield fence(text, "python").strip("\n")
    for output in as_rows(cell.get("outputs")):
        if shown := printed(output):
            yield fence(shown).strip("\n")
        else:
            lost.append(OUTPUT)


def printed(output: dict[str, Any]) -> str:
    """Return the text that the code printed; an image or table has a text that nobody saw."""
    data = output.get("data")
    data = data if isinstance(data, dict) else output
    if any(name.startswith(("image/", "text/html")) or name in {"png", "html"} for name in data):
        return ""
    return joined(data.get("text/plain") or data.get("text")).strip("\n")


def joined(value: object) -> str:
    return "".join(str(line) for line in value) if isinstance(value, list) else str(value or "")
