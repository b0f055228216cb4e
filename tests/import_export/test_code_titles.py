"""Titles that a site shows above its code: in bold above the block."""

from pathlib import Path

import pytest

from blog_api.import_export.dialects.code_titles import HEXO
from blog_api.import_export.dialects.markdown import as_commonmark
from blog_api.import_export.sources.site.systems import system_of
from blog_api.rendering.markdown import render_now

NAMED = {
    '```js title="src/a_b.js" {1,3}\nx\n```': "**src/a\\_b.js**\n\n```js\nx\n```",
    "```js:title=a.js\nx\n```": "**a.js**\n\n```js\nx\n```",
    "```js{1}:title=a.js\nx\n```": "**a.js**\n\n```js\nx\n```",
    "```rust,linenos,name=a.rs\nx\n```": "**a.rs**\n\n```rust\nx\n```",
    "~~~py {title='A b' hl_lines=1}\nx\n~~~": "**A b**\n\n~~~py\nx\n~~~",
    "1. a\n\n   ```c file=a.c\n   x\n   ```": "1. a\n\n   **a.c**\n\n   ```c\n   x\n   ```",
    "- ```c filename=a.c\n  x\n  ```": "- **a.c**\n\n  ```c\n  x\n  ```",
    "> a\n> ```c caption=a.c\n> x\n> ```": "> a\n>\n> **a.c**\n>\n> ```c\n> x\n> ```",
    "Text\n```c title=a.c\nx\n```": "Text\n\n**a.c**\n\n```c\nx\n```",
    "Text\n\n\n```c title=a.c\nx\n```": "Text\n\n\n**a.c**\n\n```c\nx\n```",
    "````md\n```js title=a.js\n```\n````": "````md\n```js title=a.js\n```\n````",
    "`title=a.js`": "`title=a.js`",
    "```js subtitle=a.js\n```": "```js subtitle=a.js\n```",
}
OF_HEXO = {
    "```ini config/IC2.ini\nx\n```": "**config/IC2.ini**\n\n```ini\nx\n```",
    "```js A_b of it https://e.com/a_b line_number:false\nx\n```": (
        "**A\\_b of it <https://e.com/a_b>**\n\n```js\nx\n```"
    ),
    "```js {1}\nx\n```": "```js {1}\nx\n```",
    "```js\nx\n```": "```js\nx\n```",
}


@pytest.mark.parametrize("written", NAMED)
def test_a_named_title(written: str) -> None:
    assert as_commonmark(written, []) == NAMED[written]


@pytest.mark.parametrize("written", OF_HEXO)
def test_words_behind_the_language_in_hexo(written: str) -> None:
    assert as_commonmark(written, [], system=HEXO) == OF_HEXO[written]
    assert as_commonmark(written, []) == written


def test_a_block_stays_in_its_list() -> None:
    html = render_now(as_commonmark("1. a\n   ```c x.c\n   y\n   ```\n2. b", [], system=HEXO))
    assert html.count("<ol") == 1
    assert "<strong>x.c</strong>" in html


def test_a_site_of_hexo(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "package.json").write_text('{"dependencies": {"hexo": "^7.0.0"}}')
    assert system_of(tmp_path) == HEXO
