"""Write the sources of the site into a folder: `python -m documented FOLDER`."""

import os
import shutil
import sys
from pathlib import Path

import yaml

from documented.navigation import navigation
from documented.reference import reference_pages
from documented.repository import ROOT, list_pages, render_page


def main(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    sources = list_pages()
    url = os.environ.get("REPOSITORY_URL", "")
    texts = {source.target: render_page(source, sources, url) for source in sources}
    texts |= reference_pages()
    for name, text in texts.items():
        page = folder / "pages" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")
    copy_files(folder / "pages")
    shutil.copyfile(Path(__file__).with_name("site.css"), folder / "pages/site.css")
    config = {
        "INHERIT": os.path.relpath(ROOT / "mkdocs.yml", folder),
        "docs_dir": "pages",
        "site_dir": os.path.relpath(ROOT / "build/docs", folder),
        "nav": navigation(texts),
        **({"extra": {"social": [repository_link(url)]}} if url else {}),
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def repository_link(url: str) -> dict[str, str]:
    """Return an icon for the footer; `repo_url` would load statistics from GitHub."""
    return {"icon": "fontawesome/brands/git-alt", "link": url, "name": "Repository"}


def copy_files(pages: Path) -> None:
    """Copy images and examples that pages of docs/ link to."""
    for file in (ROOT / "docs").rglob("*"):
        if file.is_file() and file.suffix != ".md":
            target = pages / file.relative_to(ROOT / "docs")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
