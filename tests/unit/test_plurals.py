"""Numbers of things in texts."""

import pytest

from blog_api.plurals import counted


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        (0, "post", "0 posts"),
        (1, "post", "1 post"),
        (2, "post", "2 posts"),
        (1, "working copy", "1 working copy"),
        (2, "working copy", "2 working copies"),
        (2, "key", "2 keys"),
    ],
)
def test_nouns_follow_their_number(number: int, noun: str, text: str) -> None:
    assert counted(number, noun) == text


def test_a_phrase_has_its_own_plural() -> None:
    assert counted(1, "post has", "posts have") == "1 post has"
    assert counted(2, "post has", "posts have") == "2 posts have"
