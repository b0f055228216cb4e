"""Exports of seven systems with the faults of real ones, at least three for each system.

Equal ids, bad bytes, control characters, unknown statuses, posts that were not public, drafts in
another folder, dates that cannot be read, two posts of one slug and instant: nothing is lost or
more public than before, and everything is in the report.
"""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from blog_api.import_export.importing import Options, Reading, read_all
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.report import Report
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.spool import Spool
from blog_api.import_export.validation import Accepted
from tests.import_export.further_pages import ID, PAGES, Export, Files
from tests.import_export.further_tables import TABLES, blogger, entry
from tests.import_export.sources import WXR, item

EXPORTS = [*PAGES, *TABLES]
SEVERAL = {
    "medium equal ids": 2,
    "blogger equal ids, and none": 3,
    "hashnode equal ids and none": 4,
    "dev.to equal ids, and two posts of one slug and instant": 3,
}


def write(root: Path, files: Files) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return root


def read_whole(path: Path, out: Path) -> tuple[list[Accepted], str]:
    """Return all accepted posts, and everything that a report would say of them."""
    report = Report(out / "report.jsonl", out / "redirects.csv")
    with closing(report), closing(Spool()) as spool:
        read_all(read_source(path), Options(), Reading(spool, report, lambda _count: None))
        posts = list(spool.posts())
    said = [*report.notes, *report.reasons]
    for post in posts:
        said += [*post.notes, *post.not_carried, f"{len(post.comments)} comments"]
    return posts, "\n".join(said)


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: f"{export.system} {export.kind}")
def test_an_export(export: Export, tmp_path: Path) -> None:
    posts, said = read_whole(write(tmp_path / "export", export.files), tmp_path)
    found = {post.place: post.data.status for post in posts}
    assert found == export.statuses, said
    assert [part for part in export.told if part not in said] == [], said
    keys = [post.key for post in posts]
    assert len(set(keys)) == len(keys)
    assert all(post.data.content for post in posts)


def test_posts_of_one_id_or_slug_are_all_there(tmp_path: Path) -> None:
    for export in EXPORTS:
        if (count := SEVERAL.get(f"{export.system} {export.kind}")) is not None:
            root = tmp_path / export.system.replace(".", "-")
            posts, _ = read_whole(write(root, export.files), tmp_path)
            assert len(posts) == count, export.system


def test_labels_of_blogger_come_in_both_forms(tmp_path: Path) -> None:
    takeout = "tag:blogger.com,1999:blog-1"
    new = entry(2, "http://www.blogger.com/atom/ns#", takeout)
    posts, _ = read_whole(write(tmp_path / "export", blogger(entry(1), new)), tmp_path)
    assert [post.data.tags for post in posts] == [["sea"], ["sea"]]


def test_words_of_notion_that_look_like_a_property_stay(tmp_path: Path) -> None:
    text = "# Boat\n\nNote: mind the sea\n\nWords\n"
    posts, _ = read_whole(write(tmp_path / "export", {f"Boat {ID}.md": text}), tmp_path)
    (post,) = posts
    assert post.data.content == "Note: mind the sea\n\nWords"


def test_an_export_of_notion_in_html_is_named(tmp_path: Path) -> None:
    root = write(tmp_path / "export", {f"Home/Boat {ID}.html": "<h1>Boat</h1>"})
    with pytest.raises(UnreadableError, match="as Markdown & CSV"):
        read_source(root)


def test_the_parts_of_a_large_export_are_one_source(tmp_path: Path) -> None:
    parts: Files = {f"site.{n}.xml": WXR.format(items=item(n)) for n in (1, 2)}
    root = write(tmp_path / "export", parts | {"a.json": b'[{"body_markdown": "x"}]'})
    posts, said = read_whole(root, tmp_path)
    assert [post.slug for post in posts] == ["wp-1", "wp-2"]
    assert "a.json: It has comments" in said


def test_there_are_enough() -> None:
    counts = Counter(export.system for export in EXPORTS)
    assert len(counts) == 7
    assert min(counts.values()) >= 3, counts
