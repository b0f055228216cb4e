"""Check that the built site loads nothing from other hosts: `python -m documented.offline`.

Links that a reader clicks may lead anywhere; scripts, styles, images and fonts may not.
"""

import re
import sys
from pathlib import Path
from typing import Final

LOADED: Final = re.compile(
    r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//[^"'\s>]+"""
    r"""|<link\b(?=[^>]*\brel=["']?(?:stylesheet|preconnect|preload|icon))[^>]*\bhref=["']?(?:https?:)?//[^"'\s>]+"""
    r"""|url\(["']?(?:https?:)?//[^)]+"""
)


def main(site: Path) -> None:
    """Exit with 1 and the list of external resources, if there are any."""
    files = [path for path in site.rglob("*") if path.suffix in {".html", ".css"}]
    found = [
        f"{path.relative_to(site)}: {match[0]}"
        for path in files
        for match in LOADED.finditer(path.read_text(encoding="utf-8"))
    ]
    if found or not files:
        sys.exit("\n".join(found) or f"{site} has no pages.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
