"""A Ghost post without HTML: the words of its editor's document, and never a silent nothing."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.conftest import Command, all_posts
from tests.exchange.sources import ghost_post, make_ghost
from tests.factories import World

TAKEN = "it has no HTML; of its {} the words are taken, without their looks."
LOST = "it has no HTML, and no words are found in its {}: it is empty."


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "extended-text", "text": words, "format": 1} | more


LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "heading", "tag": "h2", "children": [text("A heading")]},
            {
                "type": "paragraph",
                "children": [
                    text("One "),
                    {"type": "link", "url": "https://example.com", "children": [text("link")]},
                    {"type": "linebreak"},
                    text("and more."),
                ],
            },
            {"type": "image", "src": "https://example.com/a.png"},
            {
                "type": "list",
                "children": [
                    {"type": "listitem", "children": [text("first")]},
                    {"type": "listitem", "children": [text("second")]},
                ],
            },
            {"type": "markdown", "markdown": "*as typed*"},
            {"type": "html", "html": "<b>as typed</b>"},
        ],
    }
}
MOBILEDOC = {
    "version": "0.3.1",
    "cards": [["markdown", {"markdown": "*as typed*"}], ["image", {"src": "a.png"}]],
    "markups": [["strong"]],
    "sections": [
        [1, "h2", [[0, [], 0, "A heading"]]],
        [1, "p", [[0, [], 0, "One "], [0, [0], 1, "word"], [1, [], 0, 0], [0, [], 0, "more."]]],
        [3, "ul", [[[0, [], 0, "first"]], [[0, [], 0, "second"]]]],
        [10, 0],
        [10, 1],
        [2, "https://example.com/a.png"],
    ],
}
WORDS = {
    "lexical": "A heading\n\nOne link\nand more.\n\nfirst\nsecond\n\n*as typed*\n\n<b>as typed</b>",
    "mobiledoc": "A heading\n\nOne word\nmore.\n\nfirst\nsecond\n\n*as typed*",
}
BROKEN: list[Any] = ["{", "[]", "7", '{"root": 1}', '{"sections": [[1]]}', "[" * 100_000, {"a": 1}]


@pytest.mark.parametrize(("name", "tree"), [("lexical", LEXICAL), ("mobiledoc", MOBILEDOC)])
async def test_words_are_taken_and_told(
    blog: Command, world: World, tmp_path: Path, name: str, tree: dict[str, Any]
) -> None:
    await world.user("ada")
    posts = [
        ghost_post(1, html=None, **{name: json.dumps(tree)}),
        ghost_post(2, html="<p>HTML</p>", **{name: json.dumps(tree)}),
    ]
    _, said = await blog("import", make_ghost(tmp_path / "ghost.json", *posts))
    assert [line for line in said.splitlines() if "HTML" in line] == [
        f"post ghost-1: {TAKEN.format(name)}"
    ]
    contents = [post["content"] for post in await all_posts(world)]
    assert contents == [WORDS[name], "<p>HTML</p>"]


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("document", BROKEN, ids=lambda document: str(document)[:20])
async def test_without_words_it_is_told_that_it_is_empty(
    blog: Command, world: World, tmp_path: Path, name: str, document: object
) -> None:
    await world.user("ada")
    post = ghost_post(1, html="", **{name: document})
    code, said = await blog("import", make_ghost(tmp_path / "ghost.json", post))
    assert (code, said.splitlines()[0]) == (0, f"post ghost-1: {LOST.format(name)}")
    assert [post["content"] for post in await all_posts(world)] == [""]
