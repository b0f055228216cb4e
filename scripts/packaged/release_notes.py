"""Print the notes of a version from CHANGELOG.md: `python release_notes.py 1.2.3`.

Exit with 1 unless it is the newest version there and that of pyproject.toml.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"^## \[?([^]\s]+)]?.*$", re.MULTILINE)


def sections(text: str) -> dict[str, str]:
    """Return the text below each `## ` heading, by version, in the order of the file."""
    headings = list(HEADING.finditer(text))
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    return {
        heading[1]: text[heading.end() : end].strip()
        for heading, end in zip(headings, ends, strict=True)
    }


def notes(version: str) -> str:
    """Raise ValueError for a version that cannot be released."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if project["version"] != version:
        raise ValueError(f"pyproject.toml says {project['version']}, the tag {version}")
    released = sections((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    newest = next((name for name in released if name != "Unreleased"), None)
    if newest != version:
        raise ValueError(f"the newest version of CHANGELOG.md is {newest}, the tag's {version}")
    return released[version]


if __name__ == "__main__":
    try:
        print(notes(sys.argv[1]))
    except ValueError as error:
        sys.exit(f"{error}.")
