"""Pages of the repository with their paths on the site and rewritten links."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from documented.diagrams import with_tables

ROOT: Final = Path(__file__).parents[2]
HEADING: Final = re.compile(r"^## (.+)$", re.MULTILINE)
LINK: Final = re.compile(r"(!?)\[((?:[^][`]|`[^`]*`)+)\]\(([^)\s]+)\)")
CODE: Final = re.compile(r"(^```.*?^```$|(?:^ {4}[^\n]*\n)+)", re.MULTILINE | re.DOTALL)
PROJECT_PAGES: Final = {
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "SECURITY.md": "project/reporting.md",
}
START: Final = 2  # sections of README.md on the first page: how to start, and the tour
IN_REFERENCE: Final = {"Endpoints"}


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the repository, or one section of README.md, and its path on the site."""

    file: str
    target: str
    text: str

    def anchors(self) -> set[str]:
        headings = re.findall(r"^#+ (.+)$", self.text, re.MULTILINE)
        return {slug(heading) for heading in headings}


def list_pages() -> list[Page]:
    """Return every Markdown page; those of README.md first."""
    pages = list(readme_pages((ROOT / "README.md").read_text(encoding="utf-8")))
    for name, target in PROJECT_PAGES.items():
        pages.append(Page(name, target, (ROOT / name).read_text(encoding="utf-8")))
    for path in sorted((ROOT / "docs").rglob("*.md")):
        target = path.relative_to(ROOT / "docs").as_posix()
        pages.append(Page(f"docs/{target}", target, path.read_text(encoding="utf-8")))
    return pages


def readme_pages(text: str) -> Iterator[Page]:
    """Return the beginning as the first page, and each further section as a page of its own."""
    headings = list(HEADING.finditer(text))
    yield Page("README.md", "index.md", text[: headings[START].start()])
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    for heading, end in list(zip(headings, ends, strict=True))[START:]:
        if heading[1] not in IN_REFERENCE:
            section = f"# {heading[1]}\n{text[heading.end() : end]}"
            yield Page("README.md", f"guides/{slug(heading[1])}.md", section)


def slug(heading: str) -> str:
    """Return the anchor that GitHub and the site give to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def render_page(page: Page, pages: Sequence[Page], repository_url: str) -> str:
    """Return the text for the site; code stays as it is."""

    def rewrite(found: re.Match[str]) -> str:
        image, label, link = found.groups()
        target = new_target(page, pages, link, repository_url)
        return label if target is None else f"{image}[{label}]({target})"

    parts = CODE.split(with_tables(page.text))
    return "".join(
        part if number % 2 else LINK.sub(rewrite, part) for number, part in enumerate(parts)
    )


def new_target(page: Page, pages: Sequence[Page], target: str, repository_url: str) -> str | None:
    """Return where a link leads on the site, or None for a file without a public address."""
    if re.match(r"[a-z]+:", target):
        return target
    path, _, anchor = target.partition("#")
    folder = PurePosixPath(page.file).parent
    file = os.path.normpath(folder / path) if path else page.file
    candidates = [other for other in pages if other.file == file]
    found = next((other for other in candidates if anchor in other.anchors()), None)
    if found or candidates:
        there = os.path.relpath((found or candidates[0]).target, PurePosixPath(page.target).parent)
        return f"{there}#{anchor}" if anchor else there
    if file.startswith("docs/") and (ROOT / file).is_file():
        return os.path.relpath(file.removeprefix("docs/"), PurePosixPath(page.target).parent)
    return f"{repository_url}/blob/main/{file}" if repository_url else None
