"""Markdown that differs between systems: bare addresses, admonitions, wide lists, theme tags."""

import pytest

from blog_api.import_export.dialects.markdown import as_commonmark

A = "https://e.com/a_b"
PLAIN = ("jekyll", "pelican", "eleventy", "zola")
GFM = {
    f"See {A}.": f"See <{A}>.",
    f"({A}(c)) {A}?x=1&y=2,": f"(<{A}(c)>) <{A}?x=1&y=2>,",
    f"*{A}*": f"*<{A}>*",
    f"[x]({A}) <{A}> ![y]({A}) `{A}`": f"[x]({A}) <{A}> ![y]({A}) `{A}`",
    f"[{A}]({A}) [{A}][r]\n\n[r]: {A}": f"[{A}]({A}) [{A}][r]\n\n[r]: {A}",
    f'<a href="{A}">{A}</a>': f'<a href="{A}">{A}</a>',
    f"<div>\n{A}?a&b\n</div>": f'<div>\n<a href="{A}?a&amp;b">{A}?a&amp;b</a>\n</div>',
    f"x{A} and ftp{A} and http://nodot": f"x{A} and ftp{A} and http://nodot",
    f"[a `+` b]({A})後 [`x`]({A}), {A}": f"[a `+` b]({A})後 [`x`]({A}), <{A}>",
    f"```\n{A}\n```": f"```\n{A}\n```",
    f"| a | b |\n|---|---|\n| {A}|c |": f"| a | b |\n|---|---|\n| <{A}>|c |",
}
ANY = {
    '!!! note "Mind *it*"\n    One.\n\n    `Two`.\n\nx': "**Mind *it***\n\nOne.\n\n`Two`.\n\n\nx",
    "!!! warning\n    One.": "**Warning**\n\nOne.",
    '!!! note ""\n    One.': "One.",
    "!!! tip *Look*\nOne.\n!!!\n\nx": "***Look***\n\nOne.\n\n\nx",
    "```css{% raw %}\na {{ b }}\n{% endraw %}\n```": "```css\na {{ b }}\n```",
    "<DIV CLASS='a'>x</DIV>": "<DIV CLASS='a'>x</DIV>",
    "```\n!!! note\n    x\n```": "```\n!!! note\n    x\n```",
    '<div class="a" markdown="1">\nIn *it*\n</div>': '<div class="a">\n\nIn *it*\n\n</div>',
    "a | b\n--|--\n`x|y` | z": "a | b\n--|--\n`x\\|y` | z",
    "```\n<div markdown=1>\nx\n</div>\n\na | b\n--|--\n`x|y` | z\n```": (
        "```\n<div markdown=1>\nx\n</div>\n\na | b\n--|--\n`x|y` | z\n```"
    ),
    "a | b\n--|--\n`x` | z": "a | b\n--|--\n`x` | z",
    "{% label pink @a*b %} {% btn /x, Go, fa fa-x %}": r"a\*b [Go](/x)",
    "<!-- tab One@icon -->\nx\n<!-- endtab -->": "**One**\n\n\nx\n<!-- endtab -->",
    "a[^1] b^[in `c`.]\n\n[^1]: With `code`.\n[^2]: x": (
        "a<sup>1</sup> b<sup>2</sup>\n\n---\n\n1. With `code`.\n2. in `c`.\n3. x"
    ),
    "`youtube: w7Ft2ymGmfc`": (
        "[https://www.youtube.com/watch?v=w7Ft2ymGmfc](https://www.youtube.com/watch?v=w7Ft2ymGmfc)"
    ),
    "a {static}b |filename|c.md": "a {static}b |filename|c.md",
    "[a]({filename}/x/2020-01-02-b.md#c)": "[a](/b#c)",
    "`{{</* x */>}}`": "`{{< x >}}`",
    "![](https://youtu.be/w7Ft2ymGmfc)": "[https://youtu.be/w7Ft2ymGmfc](https://youtu.be/w7Ft2ymGmfc)",
    "[[a/b#c]] [[#c]]": "a/b > c c",
}
LISTS = "* a\n\n        code\n\n* b\n    1. c\n\n* * *\n\n```\n* d\n```"
MARKS = (
    "!!! a", "!!! a\n    ", "https://a.b/(", "https://a.b/;", "[^a]: `x`\n", "|`|`", "<a ",
    "|-|\n|`a|b`|\n", "<div markdown=1>", "{{ a.b | safe", "<!-- tab ", "![](https://youtu.be/",
    "export const a = (\n", "* * ", "{a+", "`youtube: ",
    "{{< quote >}}", "{% quote() %}", " \n", "](@/", "]( {% ",
)  # fmt: skip  # as many in a line as fit


@pytest.mark.parametrize("written", GFM)
def test_bare_addresses(written: str) -> None:
    assert as_commonmark(written, []).strip() == GFM[written]
    for system in PLAIN:
        assert f" <{A}>." not in as_commonmark(written, [], system=system)


@pytest.mark.parametrize("written", ANY)
def test_extensions(written: str) -> None:
    assert as_commonmark(written, [], system="jekyll").strip() == ANY[written]


def test_lists_of_python_markdown() -> None:
    wanted = "*   a\n\n        code\n\n*   b\n    1.  c\n\n* * *\n\n```\n* d\n```"
    assert as_commonmark(LISTS, [], system="pelican") == wanted
    assert as_commonmark(LISTS, []) == LISTS


@pytest.mark.parametrize("mark", MARKS)
def test_no_text_takes_long(mark: str) -> None:
    text = mark * (40_000 // len(mark))
    for system in ("", "pelican"):
        as_commonmark(text, [], is_mdx=True, system=system)


def test_mdx_has_no_liquid() -> None:
    text = "<Stack direction={{ mobile: 'column' }}>\n\nwords\n\n</Stack>"
    lost: list[str] = []
    assert as_commonmark(text, lost, is_mdx=True).split() == ["words"]
    assert lost == ["component Stack"]


def test_code_in_the_caption_of_a_shortcode() -> None:
    lost: list[str] = []
    text = 'A `b`:\n\n{{< image src="/a.jpg" caption="Boat (`image`)" >}}\n\nand `{{< x >}}`.'
    written = as_commonmark(text, lost, system="hugo")
    assert "](/a.jpg" in written or 'src="/a.jpg"' in written
    assert "{{< image" not in written
    assert written.endswith("and `{{< x >}}`.")
