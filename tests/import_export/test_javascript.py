"""Front matter in JavaScript and the other languages that may follow its opening mark."""

from typing import Any

import pytest

from blog_api.import_export.records import UnreadableError
from blog_api.import_export.sources.site.front_matter import read_front_matter

READ: list[tuple[str, str, dict[str, Any]]] = [
    ("js", 'const title = "A b";\nconst draft = true;', {"title": "A b", "draft": "true"}),
    ("js", 'const nav = {\n\tkey: "A",\n\torder:3\n};', {"nav": {"key": "A", "order": "3"}}),
    ("js", "{ title: 'It\\'s \"x\"', // a: b\n tags: ['a', 'b',], }",
     {"title": 'It\'s "x"', "tags": ["a", "b"]}),
    ("js", 'module.exports = {"title":"T\\u00e9\\nx"};', {"title": "Té\nx"}),
    ("js", "let a = `two\nlines`\nlet b = null", {"a": "two\nlines", "b": None}),
    ("js", "const a = 'c: d # {e}';", {"a": "c: d # {e}"}),
    ("javascript", "", {}),
    ("json", '{"title": "a:b", "tags": ["x", 1]}', {"title": "a:b", "tags": ["x", "1"]}),
    ("toml", 'title = "A"', {"title": "A"}),
    ("yaml", "title: A", {"title": "A"}),
]  # fmt: skip  # as many in a line as fit
CODE = [
    "const a = new Date();",
    "const a = () => 1;",
    "{ a: function () {} }",
    "const a = `x ${y}`;",
    "const a = 1 + 2;",
    "const a = b;",
    "const a = { b: c };",
    "const a = 1; run();",
    "const a = [1;",
]


@pytest.mark.parametrize(("language", "head", "values"), READ)
def test_literals_are_read(language: str, head: str, values: dict[str, Any]) -> None:
    front = read_front_matter(f"---{language}\n{head}\n---\nWords\n")
    assert (front.values, front.content) == (values, "Words")


@pytest.mark.parametrize("head", CODE)
def test_code_is_a_post_that_is_left_out(head: str) -> None:
    with pytest.raises(UnreadableError, match="write it as YAML") as raised:
        read_front_matter(f"---js\n{head}\n---\nWords\n")
    assert raised.value.what == "post"


@pytest.mark.parametrize("mark", ["/*", "{", "a:", "'", "const a = 1\n", "// a\n", "[1,"])
def test_no_front_matter_takes_long(mark: str) -> None:
    with pytest.raises(UnreadableError):
        read_front_matter(f"---js\n{mark * (60_000 // len(mark))}(\n---\nWords\n")
