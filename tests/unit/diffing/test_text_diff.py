"""Diffs: joining them gives both texts, whatever the texts are."""

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog_api.diffing.text_diff import Diff, Segment, diff_texts
from blog_api.diffing.tokens import split_lines, split_sentences, split_words
from blog_api.diffing.unified import unified_diff

WORDS = ["one", "two", "three", "été", "e\u0301", "日本", "👩\u200d🚀", "#", "**", "_"]
ENDS = ["\n", "\r\n", "\r", "\u2028", "\x0c", " ", ". ", "、", ""]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(WORDS + ENDS), max_size=40).map("".join),
)
# A shared machine delays single examples.
PROPERTY = settings(deadline=None)


def joined(diff: Diff, *ops: str) -> str:
    return "".join(segment.text for segment in diff.segments if segment.op in ops)


@PROPERTY
@given(TEXTS, TEXTS)
def test_joining_gives_both_texts(before: str, after: str) -> None:
    diff = diff_texts(before, after)
    assert joined(diff, "equal", "delete") == before
    assert joined(diff, "equal", "insert") == after
    assert not diff.truncated


@PROPERTY
@given(TEXTS, TEXTS)
def test_segments_are_not_empty_and_alternate(before: str, after: str) -> None:
    segments = diff_texts(before, after).segments
    assert all(segment.text for segment in segments)
    ops = [segment.op for segment in segments]
    allowed = {("equal", "delete"), ("equal", "insert"), ("delete", "insert")}
    allowed |= {("delete", "equal"), ("insert", "equal")}
    assert set(pairwise(ops)) <= allowed


@PROPERTY
@given(TEXTS)
def test_equal_texts_have_no_changes(text: str) -> None:
    assert diff_texts(text, text).segments == ((Segment("equal", text),) if text else ())


@PROPERTY
@given(TEXTS)
def test_tokens_join_to_the_text(text: str) -> None:
    for split in (split_lines, split_sentences, split_words):
        assert "".join(split(text)) == text


def test_words_inside_changed_lines() -> None:
    diff = diff_texts("Same.\nThe red fox ran.\nEnd\n", "Same.\nThe blue fox ran.\nEnd\n")
    assert [(segment.op, segment.text) for segment in diff.segments] == [
        ("equal", "Same.\nThe "),
        ("delete", "red"),
        ("insert", "blue"),
        ("equal", " fox ran.\nEnd\n"),
    ]


def test_blanks_between_changed_words_are_part_of_the_change() -> None:
    diff = diff_texts("see red foxes run", "see blue birds run")
    assert [(segment.op, segment.text) for segment in diff.segments] == [
        ("equal", "see "),
        ("delete", "red foxes"),
        ("insert", "blue birds"),
        ("equal", " run"),
    ]


def test_an_ideograph_is_a_word() -> None:
    diff = diff_texts("今日は晴れです", "今日は雨です")
    assert [segment.text for segment in diff.segments] == ["今日は", "晴れ", "雨", "です"]


def test_a_mark_stays_with_its_letter() -> None:
    diff = diff_texts("cafe\u0301 A", "cafe A")
    assert [segment.text for segment in diff.segments] == ["cafe\u0301", "cafe", " A"]


@PROPERTY
@given(TEXTS, TEXTS)
def test_unified_diff_is_empty_for_equal_texts_only(before: str, after: str) -> None:
    assert (before == after) == (unified_diff(before, after) == "")


GIT = shutil.which("git") or "git"


@pytest.mark.skipif(shutil.which(GIT) is None, reason="needs git")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nB\nc\n"),
        ("", "new\n"),
        ("old\n", ""),
        ("no end", "no end\n"),
        ("a\nb", "a\nb\nc"),
        ("a\r\nb\r\n", "a\nb\r\n"),
        ("".join(f"{n}\n" for n in range(40)), "".join(f"{n + n % 9 // 8}\n" for n in range(40))),
        ("x\n" * 9, "x\n" * 3 + "y\n" + "x\n" * 7),
        ("a\rb\n", "a\rc\n"),
    ],
)
def test_git_applies_the_unified_diff(tmp_path: Path, before: str, after: str) -> None:
    file = tmp_path / "post"
    file.write_bytes(before.encode())
    patch = unified_diff(before, after, ("a/post", "b/post"))
    subprocess.run(
        [GIT, "apply", "--whitespace=nowarn", "--unidiff-zero", "-"],
        cwd=tmp_path,
        input=patch.encode(),
        check=True,
    )
    assert file.read_bytes().decode() == after
