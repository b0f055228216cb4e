"""Notes of a vault of Obsidian: private, unless a note says that it was published."""

from pathlib import Path

import pytest

from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.reading import read_source

REASON = "nothing in it says that it was public, so it becomes a draft"
PRIVATE = [
    "tags: [diary]",
    "date: 2024-03-01\ntags: [diary]",
    "title: The sea\ncreated: 2024-03-01",
    "status: done",
    "status: active\npublish: false",
    "share: false",
]
PUBLIC = ["publish: true", "dg-publish: true", "draft: false", "status: published", "share: true"]


def read_note(root: Path, front: str) -> Incoming:
    (root / "Sea.md").write_text(f"---\n{front}\n---\nThe sea is calm.\n")
    (post,) = (item for item in read_source(root).items if isinstance(item, Incoming))
    return post


@pytest.mark.parametrize("front", PRIVATE)
def test_a_note_is_private(front: str, tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    post = read_note(tmp_path, front)
    assert post.status == "draft"
    assert REASON in post.notes or "publish" in front or "share" in front


@pytest.mark.parametrize("front", PUBLIC)
def test_a_published_note_stays_public(front: str, tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    assert read_note(tmp_path, front).status == "published"


def test_a_folder_of_a_vault_is_private_too(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "Days").mkdir()
    assert read_note(tmp_path / "Days", "tags: [diary]").status == "draft"


@pytest.mark.parametrize("site", ["hugo.toml", "_config.yml", "package.json"])
def test_a_site_that_is_edited_with_obsidian_is_public(site: str, tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / site).write_text("{}" if site == "package.json" else "")
    assert read_note(tmp_path, "date: 2024-03-01").status == "published"
