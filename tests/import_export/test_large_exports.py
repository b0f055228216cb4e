"""Exports of any size are read in bounded memory: rows of JSON are decoded one at a time."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from blog_api.import_export.records import Incoming, UnreadableError
from blog_api.import_export.sources import json_rows
from blog_api.import_export.sources.json_rows import read_rows
from blog_api.import_export.sources.reading import read_source
from tests.import_export.sources import ghost_post, make_ghost

MEGABYTE = 1_000_000
FORMS: dict[str, tuple[Any, list[tuple[str, Any]]]] = {
    "list": ([{"a": 1.5}, 2, '日本 \\ "x"'], [("", {"a": 1.5}), ("", 2), ("", '日本 \\ "x"')]),
    "object": ({"n": 1, "posts": [{"b": [1, {}]}], "x": {}}, [("posts", {"b": [1, {}]})]),
    "ghost": (
        {"db": [{"meta": {"v": 1}, "data": {"posts": [{}], "tags": []}}, {"data": {"tags": [1]}}]},
        [("db/data/posts", {})],
    ),
    "ghost without db": (
        {"meta": {}, "data": {"posts": [1, 23]}},
        [("data/posts", 1), ("data/posts", 23)],
    ),
    "ghost in a list": ([{"meta": {}, "data": {"posts": [{}]}}], [("data/posts", {})]),
    "ghost with db as an object": ({"db": {"data": {"posts": [{}]}}}, [("db/data/posts", {})]),
    "data in data": ({"data": {"data": {"data": {"data": {"data": [1]}}}}}, []),
    "empty": ({}, []),
    "number": (12345, []),
}  # fmt: skip  # one form a line


@pytest.mark.parametrize("chunk", [1, 7, 1_000])
@pytest.mark.parametrize("name", FORMS)
def test_rows_are_those_of_the_whole(
    name: str, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chunk may end anywhere: in a number, an escape or a character of several bytes."""
    monkeypatch.setattr(json_rows, "CHUNK", chunk)
    whole, rows = FORMS[name]
    path = tmp_path / "x.json"
    for indent in (None, 2):
        for text in (json.dumps(whole, indent=indent), json.dumps(whole, ensure_ascii=False)):
            path.write_text(f"\ufeff {text}\n", encoding="utf-8")
            assert list(read_rows(path)) == rows


BROKEN = [
    "",
    "[",
    "[1",
    "[1,",
    "[1 2]",
    '{"posts": [1]',
    '{"posts" 1}',
    "{1}",
    "[1]]",
    "[1] x",
    "x",
]


@pytest.mark.parametrize("text", BROKEN)
def test_broken_json(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "CHUNK", 2)
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(UnreadableError, match="It is no JSON"):
        list(read_rows(tmp_path / "x.json"))


def test_bytes_that_are_not_utf8_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_rows, "CHUNK", 8)
    (tmp_path / "x.json").write_bytes('["日本日本日本'.encode() + b"\xff" + b'"]')
    notes: list[str] = []
    assert list(read_rows(tmp_path / "x.json", notes)) == [("", "日本日本日本\ufffd")]
    assert notes == ["1 bytes that are not of its encoding are read as U+FFFD"]


def test_memory_does_not_grow_with_an_export(tmp_path: Path) -> None:
    posts = [ghost_post(n, html=f"<p>{'word ' * 5_000}</p>") for n in range(1, 1_001)]
    path = make_ghost(tmp_path / "g.json", *posts)
    del posts
    assert path.stat().st_size > 25 * MEGABYTE
    tracemalloc.start()
    try:
        found = [item.tags for item in read_source(path).items if isinstance(item, Incoming)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found == [["Second", "First Tag"]] * 1_000
    assert peak < 10 * MEGABYTE


def test_memory_does_not_grow_with_the_table_of_substack(tmp_path: Path) -> None:
    (tmp_path / "posts").mkdir()
    head = "post_id,title,post_date,is_published,audience,subtitle\n"
    subtitle = "words " * 100
    rows = (f"{n}.a,T,2020-01-01,true,everyone,{subtitle}\n" for n in range(40_000))
    with (tmp_path / "posts.csv").open("w") as table:
        table.write(head)
        table.writelines(rows)
    assert (tmp_path / "posts.csv").stat().st_size > 24 * MEGABYTE
    tracemalloc.start()
    try:
        source = read_source(tmp_path)
        found = sum(1 for _ in source.items)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (source.total, found) == (40_000, 40_000)
    assert peak < 15 * MEGABYTE  # ids of all rows, and what was imported for the first time
