"""No file mentions a page that is not in the repository, such as notes of its authors."""

import re
import subprocess

from tests.architecture.tree import ROOT

HERE = "tests/architecture/test_foreign_pages.py"
FOREIGN = re.compile(
    r"(?<![\w-])(?:trust|speed|words|contract|style|architecture|identity|cluster|studio)\.md\b"
    r"|\.\./shared\b"
)
CODE_PAGE = re.compile(r"(?<![\w/.*<>-])docs/[\w/-]+\.\w+")
DECISION = re.compile(r"docs/decisions/(\d{4})")


def tracked_texts() -> dict[str, str]:
    """Return the text of each file of the repository but this one."""
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = [name for name in listed.stdout.split("\0") if name not in {"", HERE}]
    return {
        name: (ROOT / name).read_text(errors="ignore") for name in names if (ROOT / name).is_file()
    }


TEXTS = tracked_texts()
# The plants for this test name pages that do not exist.
REAL = {name: text for name, text in TEXTS.items() if not name.startswith("tests/fences/")}


def test_no_page_of_elsewhere_is_mentioned() -> None:
    assert len(TEXTS) > 500
    found = {name: FOREIGN.findall(text) for name, text in TEXTS.items() if FOREIGN.search(text)}
    assert found == {}


def test_pages_named_in_code_exist() -> None:
    names = {path.name[:4] for path in (ROOT / "docs/decisions").glob("[0-9]*.md")}
    missing = [
        f"{name}: {page}"
        for name, text in REAL.items()
        for page in CODE_PAGE.findall(text)
        if not (ROOT / page).exists()
    ]
    missing += [
        f"{name}: decision {number}"
        for name, text in REAL.items()
        for number in DECISION.findall(text)
        if number not in names
    ]
    assert missing == []
