"""Ghost posts without HTML: read from their editor's document, or reported."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.sources import ghost_post, make_ghost

TAKEN = "it has no HTML; its {} is read instead."
LOST = "it has no HTML, and no words are found in its {}: it is empty."


def text(words: str, **more: Any) -> dict[str, Any]:
    return {"type": "extended-text", "text": words, "format": 0} | more


def items(*words: str) -> list[dict[str, Any]]:
    return [{"type": "listitem", "children": [text(word)]} for word in words]


LEXICAL = {
    "root": {
        "type": "root",
        "children": [
            {"type": "heading", "tag": "h2", "children": [text("A heading")]},
            {
                "type": "paragraph",
                "children": [
                    text("One ", format=1),
                    {"type": "link", "url": "https://example.com", "children": [text("link")]},
                    {"type": "linebreak"},
                    text("and more.", format=2),
                ],
            },
            {"type": "image", "src": "https://example.com/a.png", "alt": "A"},
            {"type": "list", "listType": "number", "children": items("first", "second")},
            {"type": "codeblock", "code": "a = 1\n\n# b", "language": "python"},
            {"type": "markdown", "markdown": "*as typed*"},
            {"type": "html", "html": "<b>as typed</b>"},
            {"type": "bookmark", "url": "https://e.com", "metadata": {"title": "Mark"}},
            {"type": "video", "src": "https://e.com/v.mp4"},
            {"type": "callout", "calloutText": "Mind", "calloutEmoji": "!"},
            {"type": "quote", "children": [text("Said")]},
            {"type": "horizontalrule"},
            {"type": "unknown-card", "url": "https://e.com/unknown"},
        ],
    }
}
MOBILEDOC = {
    "version": "0.3.1",
    "cards": [
        ["markdown", {"markdown": "*as typed*"}],
        ["image", {"src": "https://example.com/b.png", "caption": "Cap"}],
        ["code", {"code": "x\n\ny"}],
    ],
    "atoms": [["soft-return", "", {}]],
    "markups": [["strong"], ["a", ["href", "https://example.com"]]],
    "sections": [
        [1, "h2", [[0, [], 0, "A heading"]]],
        [
            1,
            "p",
            [[0, [], 0, "One "], [0, [0], 1, "word"], [1, [], 0, 0], [0, [1], 1, "more."]],
        ],
        [3, "ul", [[[0, [], 0, "first"]], [[0, [], 0, "second"]]]],
        [10, 0],
        [10, 1],
        [10, 2],
        [2, "https://example.com/a.png"],
    ],
}
WORDS = {
    "lexical": (
        "## A heading\n\n**One** [link](https://example.com)\\\n<em>and more.</em>\n\n"
        "![A](https://example.com/a.png)\n\n1. first\n2. second\n\n"
        "```python\na = 1\n\n# b\n```\n\n*as typed*\n\n**as typed**\n\n[Mark](https://e.com)\n\n"
        "[https://e.com/v.mp4](https://e.com/v.mp4)\n\n> ! Mind\n\n> Said\n\n---\n\n"
        "[https://e.com/unknown](https://e.com/unknown)"
    ),
    "mobiledoc": (
        "## A heading\n\nOne **word**\\\n[more.](https://example.com)\n\n- first\n- second\n\n"
        '*as typed*\n\n<figure><img src="https://example.com/b.png" alt="">'
        "<figcaption>Cap</figcaption></figure>\n\n```\nx\n\ny\n```\n\n"
        "![](https://example.com/a.png)"
    ),
}
BROKEN: list[Any] = ["{", "[]", "7", '{"root": 1}', '{"sections": [[1]]}', "[" * 100_000, {"a": 1}]


@pytest.mark.parametrize(("name", "tree"), [("lexical", LEXICAL), ("mobiledoc", MOBILEDOC)])
async def test_a_document_is_read_and_told(
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
    assert contents == [WORDS[name], "HTML"]


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
