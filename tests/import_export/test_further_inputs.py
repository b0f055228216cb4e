"""Further inputs for the kinds of public bug reports in `test_cases.py`: see `kinds.py`."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from blog_api.import_export.image_files import ImageFiles
from blog_api.import_export.preparation import Surroundings, prepare
from blog_api.import_export.records import LeftOut, UnreadableError
from blog_api.import_export.sources.reading import read_source
from tests.import_export.sources import WXR, ghost_post, item

LEFT_OUT = "left out"


class Input(NamedTuple):
    """A source, the slug of one of its posts, a field of that post, and a part of its value."""

    kind: str
    files: dict[str, str]
    slug: str
    field: str
    wanted: str


def wxr(content: str = "Words", **fields: str) -> dict[str, str]:
    return {"w.xml": WXR.format(items=item(1, content=content, **fields))}


def wxr_with(old: str, new: str, content: str = "Words") -> dict[str, str]:
    return {"w.xml": WXR.format(items=item(1, content=content).replace(old, new))}


def ghost(html: str | None = "<p>Words</p>", *, meta: Any = None, **fields: Any) -> dict[str, str]:
    post = ghost_post(1, html=html, **fields)
    tables = {"posts": [post], "posts_meta": [{"post_id": post["id"], **(meta or {})}]}
    return {"g.json": json.dumps({"db": [{"data": tables}]})}


def page(head: str, path: str = "_posts/2015-06-15-boat.md", **others: str) -> dict[str, str]:
    return {path: f"---\ntitle: Boat\n{head}\n---\nWords\n", **others}


def comment(number: int, more: str) -> str:
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>Bob"
        f"</wp:comment_author><wp:comment_content>Nice</wp:comment_content>{more}</wp:comment></item>"
    )


APPROVED = "<wp:comment_approved>1</wp:comment_approved>"
PAGES = {"_config.yml": "title: x", "_posts/2015-06-15-boat.md": "---\ntitle: Boat\n---\nWords\n"}
BUNDLE = "---\ntitle: {}\ndate: 2015-06-15\n---\nWords\n"
CODE = "<p>a</p><pre><code{}>{}</code></pre>"
INPUTS = [
    Input("03", wxr(title="Fish &amp; Chips"), "wp-1", "title", "Fish & Chips"),
    Input("03", wxr_with("Travel & Food", "A &#38; B"), "wp-1", "category", "A & B"),
    Input("03", wxr(title="&lt;b&gt; &amp;amp; &#8220;x&#8221;"), "wp-1", "title", "<b> &amp; “x”"),
    Input("04", wxr("one\ntwo\n\nthree"), "wp-1", "content", "one\\\ntwo\n\nthree"),
    Input("04", wxr("<em>one</em>\r\n<b>two</b>"), "wp-1", "content", "*one*\\\n**two**"),
    Input("04", wxr('<a href="/x">one</a>\ntwo'), "wp-1", "content", "[one](/x)\\\ntwo"),
    Input("04", wxr("<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nend"), "wp-1", "content", "b\n\nend"),
    Input("06", wxr("<div>\n\n      <p>In</p>\n\n</div>"), "wp-1", "content", "In"),
    Input("06", wxr("<div>\n\n\t\t<h3>Head</h3>\n\n</div>"), "wp-1", "content", "### Head"),
    Input(
        "06",
        ghost("<section>\n\n      <ul>\n\n        <li>x</li></ul></section>"),
        "ghost-1",
        "content",
        "x",
    ),
    Input("08", wxr_with("</item>", comment(1, APPROVED)), "wp-1", "comments", "author_name='Bob'"),
    Input(
        "08",
        wxr_with("</item>", comment(1, "<wp:comment_approved>0</wp:comment_approved>")),
        "wp-1",
        "not_carried",
        "comment",
    ),
    Input(
        "08",
        wxr_with("</item>", comment(1, f"{APPROVED}<wp:comment_type>pingback</wp:comment_type>")),
        "wp-1",
        "not_carried",
        "ping",
    ),
    Input("09", wxr("a\x08b"), "wp-1", "content", "ab"),
    Input("09", wxr(title="a\x1fb"), "wp-1", "title", "ab"),
    Input("09", wxr("a\uffffb\x0c"), "wp-1", "content", "ab"),
    Input("12", ghost(CODE.format("", "a\n\n# b")), "ghost-1", "content", "```\na\n\n# b\n```"),
    Input(
        "12",
        ghost(CODE.format(' class="language-c"', "x\n\n\n*y;")),
        "ghost-1",
        "content",
        "```c\nx\n\n\n*y;\n```",
    ),
    Input("12", wxr(CODE.format("", "a\n\n```\nb")), "wp-1", "content", "````\na\n\n```\nb\n````"),
    Input(
        "14", ghost('<p><a href="__GHOST_URL__/x/">x</a></p>'), "ghost-1", "not_carried", "--site"
    ),
    Input("14", ghost('<img src="__GHOST_URL__/a.png">'), "ghost-1", "content", "](/a.png)"),
    Input("14", ghost(feature_image="__GHOST_URL__/a.png"), "ghost-1", "not_carried", "--site"),
    Input("15", ghost(None, plaintext="Only words"), "ghost-1", "content", "Only words"),
    Input("15", ghost(meta={"meta_description": "About"}), "ghost-1", "excerpt", "About"),
    Input("15", ghost(meta={"og_description": "Of it"}), "ghost-1", "excerpt", "Of it"),
    Input("17", PAGES | {"about.md": "---\nlayout: page\n---\nx"}, LEFT_OUT, "", "page"),
    Input("17", PAGES | {"content/_index.md": "---\ntitle: All\n---\n"}, LEFT_OUT, "", "list"),
    Input(
        "17",
        PAGES | {"archetypes/default.md": "---\ntitle: x\n---\n"},
        "boat",
        "status",
        "published",
    ),
    Input(
        "17",
        PAGES | {"_templates/post.md": "---\ntitle: x\ndate: TODAY\n---\n"},
        LEFT_OUT,
        "",
        "folder",
    ),
    Input("18", PAGES | {"_posts/2015-06-16-x.rst": "x"}, LEFT_OUT, "", "reStructuredText"),
    Input("18", PAGES | {"_posts/2015-06-16-x.adoc": "= x"}, LEFT_OUT, "", "AsciiDoc"),
    Input("18", page("", "_posts/2015-06-16-sea.mdown"), "sea", "content", "Words"),
    Input("18", page('title: "The "sea" and \\"us\\""'), "boat", "content", "Words"),
    Input("21", page("unlisted: true"), "boat", "status", "draft"),
    Input("21", ghost(visibility="members"), "ghost-1", "status", "draft"),
    Input("21", wxr(status="private"), "wp-1", "status", "archived"),
    Input("21", wxr(password="x"), "wp-1", "status", "draft"),
    Input(
        "22",
        {
            "content/post/a/index.md": BUNDLE.format("A"),
            "content/post/a/index.de.md": BUNDLE.format("B"),
        },
        "a-de",
        "title",
        "B",
    ),
    Input(
        "22",
        {"content/post/a.md": BUNDLE.format("A"), "content/post/a.pt-br.md": BUNDLE.format("B")},
        "a-pt-br",
        "title",
        "B",
    ),
    Input(
        "22",
        {"content/a/index.md": BUNDLE.format("A"), "content/_index.fr.md": BUNDLE.format("B")},
        LEFT_OUT,
        "",
        "list",
    ),
    Input(
        "25",
        page("date: 2015-06-15 10:00", **{"_config.yml": "timezone: Asia/Tokyo"}),
        "boat",
        "published_at",
        "01:00:00",
    ),
    Input("25", page("date: 2015-06-15 10:00:00 -0300"), "boat", "published_at", "13:00:00"),
    Input(
        "25",
        page(
            "date: 2015-06-15 10:00", "content/boat.md", **{"hugo.toml": 'timeZone = "Europe/Oslo"'}
        ),
        "boat",
        "published_at",
        "08:00:00",
    ),
    Input("27", page("redirect_from: [/a/, /b]"), "boat", "addresses", "/b"),
    Input(
        "27",
        page("aliases:\n- /old/boat.html", "content/boat.md"),
        "boat",
        "addresses",
        "/old/boat.html",
    ),
    Input("27", ghost(slug="sea"), "sea", "addresses", "/sea"),
    Input("34", ghost(f"<p>{'x' * 100_001}</p>"), LEFT_OUT, "", "100001 characters"),
    Input("34", wxr("y" * 100_001), LEFT_OUT, "", "100001 characters"),
    Input(
        "34",
        {"_posts/2015-06-15-a.md": f"---\ntitle: a\n---\n{'z' * 100_002}"},
        LEFT_OUT,
        "",
        "100002 characters",
    ),
]


def found_in(root: Path) -> tuple[dict[str, Any], str]:
    """Return accepted posts by slug, and the reasons of everything that is left out."""
    source = read_source(root)
    surroundings = Surroundings(ImageFiles(source.media, source.site), source.site)
    posts: dict[str, Any] = {}
    reasons: list[str] = []
    for each in source.items:
        try:
            if isinstance(each, LeftOut):
                raise UnreadableError(each.reason, each.what)  # noqa: TRY301  # told in one place
            post = prepare(each, surroundings)
            posts[post.slug] = post
        except UnreadableError as error:
            reasons.append(f"{error.what}: {error}")
    return posts, "\n".join(reasons)


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: f"{given.kind} {given.wanted[:30]}")
def test_an_input(given: Input, tmp_path: Path) -> None:
    for name, text in given.files.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    posts, reasons = found_in(tmp_path / "site")
    if given.slug == LEFT_OUT:
        assert given.wanted in reasons
        return
    post = posts[given.slug]
    holder = post if hasattr(post, given.field) else post.data
    assert given.wanted in str(getattr(holder, given.field)), post
