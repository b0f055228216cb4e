"""Sources in the formats of other systems, small and large."""

import json
from pathlib import Path
from typing import Any

JEKYLL = """---
layout: post
title:  "Post {n}: a colon, and \\"quotes\\""
date:   2024-01-{day:02} 10:00:00 +0200
categories: [Web Dev, Extra]
tags: one two Three
---

Body *{n}*.
"""
HUGO_TOML = """+++
title = "Hugo {n}"
date = 2023-05-{day:02}T08:00:00Z
draft = {draft}
slug = "hugo-own-{n}"
tags = ["Web Dev", "日本"]
categories = ["Notes"]
description = "About {n}."
+++
TOML body {n}.
"""
HUGO_YAML = """---
title: 2024
publishDate: 2099-01-{day:02}
lastmod: 2024-02-01T00:00:00Z
taxonomies:
  tags:
    - a
    - b
---
YAML body {n}.
"""
ASTRO = """---
title: 'Astro {n}'
description: 'Lorem'
pubDate: 'Jul {day:02} 2022'
heroImage: 'https://example.com/{n}.jpg'
---
Astro body {n}.
"""


def make_folder(root: Path, each: int = 15) -> int:
    """Write four kinds of posts, `each` of every kind; return the total."""
    for folder in ("_posts", "content/posts", "content/bundles", "src/content/blog"):
        (root / folder).mkdir(parents=True)
    for n in range(1, each + 1):
        pages = {
            f"_posts/2024-01-{n:02}-jekyll-{n}.markdown": JEKYLL,
            f"content/posts/toml-{n}.md": HUGO_TOML,
            f"content/bundles/bundle-{n}/index.md": HUGO_YAML,
            f"src/content/blog/astro-{n}.mdx": ASTRO,
        }
        for name, text in pages.items():
            path = root / name
            path.parent.mkdir(exist_ok=True)
            draft = "true" if n % 2 else "false"
            path.write_text(text.format(n=n, day=n, draft=draft), encoding="utf-8")
    (root / "content/posts/_index.md").write_text("---\ntitle: All\n---\n")
    (root / "README.md").write_text("# No front matter\n")
    (root / ".git").mkdir()
    (root / ".git" / "hidden.md").write_text("---\ntitle: hidden\n---\n")
    return 4 * each


def ghost_post(number: int, **fields: Any) -> dict[str, Any]:
    """Return a row of Ghost's table of posts."""
    return {
        "id": f"{number:024x}",
        "uuid": f"00000000-0000-4000-8000-{number:012}",
        "title": f"Ghost {number}",
        "slug": f"ghost-{number}",
        "html": f"<p>Body <strong>{number}</strong></p>",
        "type": "post",
        "status": "published",
        "visibility": "public",
        "created_at": "2021-01-01T00:00:00.000Z",
        "updated_at": "2021-01-03T00:00:00.000Z",
        "published_at": "2021-01-02T03:04:05.000Z",
        "custom_excerpt": None,
        "feature_image": None,
    } | fields


def make_ghost(path: Path, *posts: dict[str, Any]) -> Path:
    """Write an export; each post has two tags in reverse order, and the author ada."""
    data = {
        "posts": list(posts),
        "tags": [
            {"id": "t1", "name": "First Tag", "slug": "first-tag"},
            {"id": "t2", "name": "#internal", "slug": "hash-internal"},
            {"id": "t3", "name": "Second", "slug": "second"},
        ],
        "posts_tags": [
            {"post_id": post["id"], "tag_id": tag, "sort_order": order}
            for post in posts
            for tag, order in (("t1", 2), ("t2", 1), ("t3", 0))
        ],
        "users": [{"id": "u1", "name": "Ada", "slug": "a-l", "email": "ADA@example.com"}],
        "posts_authors": [
            {"post_id": post["id"], "author_id": "u1", "sort_order": 0} for post in posts
        ],
    }
    path.write_text(json.dumps({"db": [{"meta": {"version": "5.0"}, "data": data}]}))
    return path


WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Site</title><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[wpada]]></wp:author_login>
<wp:author_email><![CDATA[ada@example.com]]></wp:author_email></wp:author>
{items}
</channel></rss>
"""
ITEM = """<item><title><![CDATA[{title}]]></title>
<guid isPermaLink="false">https://example.com/?p={number}</guid>
<dc:creator><![CDATA[wpada]]></dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2020-05-05 12:00:00</wp:post_date>
<wp:post_date_gmt>{date}</wp:post_date_gmt>
<wp:post_modified_gmt>2020-06-06 00:00:00</wp:post_modified_gmt>
<wp:post_name><![CDATA[{slug}]]></wp:post_name><wp:status>{status}</wp:status>
<wp:post_type>{kind}</wp:post_type><wp:post_password><![CDATA[{password}]]></wp:post_password>
<wp:attachment_url><![CDATA[{url}]]></wp:attachment_url>
<category domain="category" nicename="uncategorized"><![CDATA[Uncategorized]]></category>
<category domain="category" nicename="travel"><![CDATA[Travel & Food]]></category>
<category domain="post_tag" nicename="sea"><![CDATA[The Sea]]></category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>99</wp:meta_value>
</wp:postmeta></item>"""


def item(number: int, **fields: str) -> str:
    """Return an item of WXR."""
    values = {
        "title": f"WordPress {number}",
        "content": "<!-- wp:paragraph --><p>Body</p><!-- /wp:paragraph -->",
        "date": "2020-05-05 10:00:00",
        "slug": f"wp-{number}",
        "status": "publish",
        "kind": "post",
        "password": "",
        "url": "",
    }
    return ITEM.format(number=number, **(values | fields))


def make_wordpress(path: Path, *items: str) -> Path:
    """Write an export, with the image that every post shows."""
    picture = item(99, kind="attachment", status="inherit", url="https://example.com/sea.jpg")
    path.write_text(WXR.format(items="\n".join([*items, picture])), encoding="utf-8")
    return path
