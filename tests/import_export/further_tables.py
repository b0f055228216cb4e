"""Exports in tables with the faults of real ones: Blogger, dev.to, Hashnode and Substack."""

import json
import re

from tests.import_export.further_pages import AT, NO_DATE, Export, Files
from tests.import_export.test_systems import BLOGGER, DRAFT, ENTRY, FOREM, HASHNODE, SUBSTACK

HEAD = SUBSTACK.splitlines()[0] + "\n"


def blogger(*entries: str) -> Files:
    return {"blog.xml": BLOGGER.format(entries="".join(entries))}


def entry(number: int = 1, old: str = "", new: str = "", *, kind: str = "post") -> str:
    return ENTRY.format(n=number, kind=kind, more="").replace(old, new, 1)


def status(name: str) -> tuple[str, str]:
    return ("<title", f"<blogger:status>{name}</blogger:status><title")


def comment(parent: str, number: int = 9, status: str = "LIVE") -> str:
    return (
        f"<entry><id>tag:blogger.com,1999:blog-1.post-{number}</id>"
        f"<blogger:parent>{parent}</blogger:parent><blogger:type>COMMENT</blogger:type>"
        f"<blogger:status>{status}</blogger:status><content>Nice {number}</content>"
        "<published>2015-06-16T00:00:00Z</published></entry>"
    )


def forem(*rows: dict[str, object], more: Files | None = None) -> Files:
    articles = json.dumps([FOREM | row for row in rows or ({},)])
    return {"articles.json": articles, **(more or {})}


def hashnode(*rows: dict[str, object], **tables: object) -> Files:
    posts = [HASHNODE | row for row in rows or ({},)]
    return {"export.json": json.dumps({"posts": posts, **tables})}


def substack(*rows: str, **pages: str) -> Files:
    files: Files = {f"posts/1.{name}.html": text for name, text in pages.items()}
    return {"posts.csv": HEAD + "\n".join(rows) + "\n", **files}


def row(name: str = "boat", date: str = AT, is_published: str = "true", **fields: str) -> str:
    values = {"kind": "newsletter", "audience": "everyone", "title": "Boat"} | fields
    end = f"{values['kind']},{values['audience']},{values['title']},,"
    return f"1.{name},{date},{is_published},,{end}"


TABLES = [
    # Blogger
    Export(
        "blogger", "equal ids, and none",
        blogger(
            entry(1), entry(2, "post-2", "post-1"),
            entry(3, "<id>tag:blogger.com,1999:blog-1.post-3</id>", ""),
        ),
        {"entry tag:blogger.com,1999:blog-1.post-1": "published", "entry Boat 3": "published"},
        [],
    ),
    Export(
        "blogger", "statuses that are not public",
        blogger(
            entry(1, *status("SOFT_TRASHED")), entry(2, *status("DRAFT")),
            entry(3, "<title", DRAFT.replace("yes", "YES") + "<title"),
            entry(4, "<title", "<blogger:trashed>2020-01-01</blogger:trashed><title"),
        ),
        {f"entry tag:blogger.com,1999:blog-1.post-{n}": "draft" for n in (1, 2, 3, 4)},
        ["its status was SOFT_TRASHED", "it was in the trash"],
    ),
    Export(
        "blogger", "a date that cannot be read, and a scheduled post without one",
        blogger(
            entry(1, "2015-06-15T09:30:00.000-07:00", "Monday"),
            re.sub("<published>.*?</published>", "", entry(2, *status("SCHEDULED"))),
        ),
        {f"entry tag:blogger.com,1999:blog-1.post-{n}": "draft" for n in (1, 2)},
        [NO_DATE.format("published"), "it was scheduled without a date that can be read"],
    ),
    Export(
        "blogger", "comments that waited, and comments of comments",
        blogger(
            entry(1),
            comment("tag:blogger.com,1999:blog-1.post-1", 8),
            comment("tag:blogger.com,1999:blog-1.post-8", 9),
            comment("tag:blogger.com,1999:blog-1.post-1", 10, "SPAM"),
            comment("tag:blogger.com,1999:blog-1.post-77", 11),
        ),
        {"entry tag:blogger.com,1999:blog-1.post-1": "published"},
        ["comment (SPAM)", "1 comment belongs to a post missing in the export", "2 comments"],
    ),
    # dev.to
    Export(
        "dev.to", "a date that cannot be read, and none",
        forem({"published_at": "soon"}, {"id": 8, "published_at": None, "slug": "sea"}),
        {"article boat-1ab": "draft", "article sea": "draft"},
        [NO_DATE.format("published_at"), "it has no date, so it becomes a draft"],
    ),
    Export(
        "dev.to", "equal ids, and two posts of one slug and instant",
        forem({}, {"slug": "sea"}, {"id": 9}),
        {"article boat-1ab": "published", "article sea": "published"},
        [],
    ),
    Export(
        "dev.to", "comments next to the articles",
        forem(more={"comments.json": json.dumps([{"body_markdown": "Nice", "id_code": "1a"}])}),
        {"article boat-1ab": "published"},
        ["comments.json", "It has comments on other sites' articles"],
    ),
    Export(
        "dev.to", "a bad byte and a control character",
        {"articles.json": json.dumps([FOREM]).encode().replace(b"Words", b"W\xff\x08")},
        {"article boat-1ab": "published"},
        ["1 bytes that are not of its encoding"],
    ),
    # Hashnode
    Export(
        "hashnode", "a date that cannot be read, and none",
        hashnode({"dateAdded": "soon"}, {"cuid": "c2", "slug": "sea", "dateAdded": None}),
        {"post boat": "draft", "post sea": "draft"},
        [NO_DATE.format("dateAdded"), "it has no date, so it becomes a draft"],
    ),
    Export(
        "hashnode", "equal ids and none",
        hashnode({}, {"slug": "sea"}, {"cuid": None, "slug": None, "title": "A"},
                 {"cuid": None, "slug": None, "title": "B"}),
        {"post boat": "published", "post sea": "published", "post A": "published",
         "post B": "published"},
        [],
    ),
    Export(
        "hashnode", "drafts in another table",
        hashnode({}, drafts=[HASHNODE | {"cuid": "d1", "slug": "", "title": "Idea"}]),
        {"post boat": "published", "post Idea": "draft"},
        [],
    ),
    Export(
        "hashnode", "posts that were not listed",
        hashnode({"isDelisted": True}, {"cuid": "c2", "slug": "b", "isActive": False},
                 {"cuid": "c3", "slug": "c", "isArchived": True}),
        {"post boat": "draft", "post b": "draft", "post c": "draft"},
        ["it was not listed, so it becomes a draft"],
    ),
    # Substack
    Export(
        "substack", "a date that cannot be read, and none",
        substack(row(date="soon"), row("sea", ""), boat="<p>x</p>", sea="<p>x</p>"),
        {"post 1.boat": "draft", "post 1.sea": "draft"},
        [NO_DATE.format("post_date"), "it has no date, so it becomes a draft"],
    ),
    Export(
        "substack", "unknown audiences, kinds and flags",
        substack(
            row(audience="founding"), row("b", kind="adhoc_email"), row("c", is_published="maybe"),
            row("d", kind="page"), boat="<p>x</p>", b="<p>x</p>", c="<p>x</p>", d="<p>x</p>",
        ),
        {"post 1.boat": "draft", "post 1.b": "draft", "post 1.c": "draft"},
        ["its audience was founding", "its kind was adhoc_email", "It is a page"],
    ),
    Export(
        "substack", "a page that is not in the table, and a row that is there twice",
        substack(row(), row(), boat="<p>x</p>", sea="<p>x</p>"),
        {"post 1.boat": "published", "posts/1.sea.html": "draft"},
        ["it is not in posts.csv, so it becomes a draft", "It is there twice"],
    ),
    Export(
        "substack", "a bad byte and a control character in the table",
        {"posts.csv": (HEAD + row(title="B?at\x08")).encode().replace(b"?", b"\xff"),
         "posts/1.boat.html": "<p>x</p>"},
        {"post 1.boat": "published"},
        ["1 bytes that are not of its encoding"],
    ),
]  # fmt: skip  # as many in a line as fit
