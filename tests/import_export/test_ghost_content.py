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


def lexical(*nodes: dict[str, Any]) -> str:
    return json.dumps({"root": {"children": list(nodes)}})


PAID = {"web": {"nonMember": False, "memberSegment": "status:-free"}}
GATED: dict[str, dict[str, Any]] = {
    "html": {
        "html": '<p>a</p><!--kg-gated-block:begin nonMember:false memberSegment:"status:-free"-->'
        "<p>b</p><!--kg-gated-block:end-->"
    },
    "lexical": {
        "html": None,
        "lexical": lexical({"type": "html", "html": "<p>b</p>", "visibility": PAID}),
    },
    "mobiledoc": {
        "html": None,
        "mobiledoc": json.dumps(
            {"cards": [["html", {"html": "b", "visibility": PAID}]], "sections": [[10, 0]]}
        ),
    },
}


@pytest.mark.parametrize("name", GATED)
async def test_a_part_for_members_makes_a_draft(
    blog: Command, world: World, tmp_path: Path, name: str
) -> None:
    await world.user("ada")
    open_part = '<!--kg-gated-block:begin nonMember:true memberSegment:""--><p>b</p>'
    posts = (ghost_post(1, **GATED[name]), ghost_post(2, html=open_part))
    said = (await blog("import", make_ghost(tmp_path / "g.json", *posts)))[1]
    statuses = [post["status"] for post in await all_posts(world)]
    assert statuses == ["draft", "published"]
    assert "only members could read a part of it, so it becomes a draft" in said


async def test_cards_keep_their_words_or_are_told(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    cards: list[dict[str, Any]] = [
        {
            "type": "call-to-action", "textValue": "<p>Text</p>", "hasSponsorLabel": True,
            "sponsorLabel": "<p>Sponsor</p>", "imageUrl": "https://e.com/c.png",
            "buttonText": "Buy", "buttonUrl": "https://e.com/buy",
        },
        {"type": "bookmark", "url": "https://e.com/b", "caption": "Below", "title": "B"},
        {"type": "file", "src": "https://e.com/f.pdf", "fileTitle": "F", "fileCaption": "Paper"},
        {"type": "signup", "header": "Join", "disclaimer": "No spam"},
        {"type": "email", "html": "<p>mail</p>"},
        {"type": "transistor"},
        {"type": "list", "listType": "number", "start": 3, "children": items("third")},
    ]  # fmt: skip  # one card a line
    post = ghost_post(1, html=None, lexical=lexical(*cards))
    said = (await blog("import", make_ghost(tmp_path / "g.json", post)))[1]
    (found,) = await all_posts(world)
    assert found["content"] == (
        "Sponsor\n\n![](https://e.com/c.png)\n\nText\n\n[Buy](https://e.com/buy)\n\n"
        "[B](https://e.com/b)\n\nBelow\n\n[F](https://e.com/f.pdf)\n\nPaper\n\n"
        "## Join\n\nNo spam\n\n3. third"
    )
    for lost in ("email-only text", "form", "card transistor"):
        assert f"1 post with {lost}" in said
