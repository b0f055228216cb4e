"""One page of a site, and the old addresses that its import makes."""

from pathlib import Path

from tests.import_export.test_rare_inputs import read
from tests.import_export.test_systems import write

HEXO = {"package.json": '{"dependencies": {"hexo": "7.0.0"}}'}


def page(head: str = "", title: str = "A Boat") -> str:
    return f"---\ntitle: {title}\n{head}\n---\nWords\n"


def addresses(folder: Path, files: dict[str, str]) -> dict[str, list[str]]:
    """Return the old addresses of each post by its place."""
    posts, _ = read(write(folder / "site", files))
    return {place: post.addresses for place, post in posts.items()}


def address(folder: Path, files: dict[str, str]) -> str | None:
    """Return the old address of the only post, or None."""
    (found,) = addresses(folder, files).values()
    assert len(found) <= 1
    return found[0] if found else None
