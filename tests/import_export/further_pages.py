"""Exports in folders of pages with the faults of real ones: Tumblr, Medium and Notion."""

import re
from typing import NamedTuple

from tests.import_export.test_systems import MEDIUM, NOTION, TUMBLR

Files = dict[str, str | bytes]
NO_DATE = "its {} cannot be read as a date"
AT = "2015-06-15T09:30:00Z"
ID = "0" * 32


class Export(NamedTuple):
    """Files, wanted statuses by the places of posts, and parts of what the report says."""

    system: str
    kind: str
    files: Files
    statuses: dict[str, str]
    told: list[str]


def medium(date: str = AT, title: str = "Boat") -> str:
    return MEDIUM.format(date=date).replace(">Boat<", f">{title}<")


def tumblr_row(number: int, state: str = "published", more: str = "") -> str:
    return (
        f'<post id="{number}" url="https://x.tumblr.com/post/{number}" type="regular"'
        f' date-gmt="2015-06-15 09:30:00 GMT" slug="post-{number}" state="{state}">'
        f"<tag>Sea</tag>{more}</post>"
    )


def tumblr_table(*rows: str) -> str:
    return f'<?xml version="1.0"?><tumblr version="1.0"><posts>{"".join(rows)}</posts></tumblr>'


TEXT = "<regular-title>Boat</regular-title><regular-body>&lt;p&gt;Words&lt;/p&gt;</regular-body>"
PHOTOS = (
    "<photoset><photo><photo-url max-width='1280'>https://e.com/1.jpg</photo-url></photo><photo>"
    "<photo-url max-width='500'>https://e.com/2.jpg</photo-url></photo></photoset>"
    "<photo-caption>Two</photo-caption>"
)
TALK = "<conversation><line label='Ada:'>Ahoy</line></conversation>"
LINK = "<link-text>Sea</link-text><link-url>https://e.com/sea</link-url>"
PAGES = [
    # Tumblr
    Export(
        "tumblr", "equal ids in two folders",
        {"posts/html/123.html": TUMBLR, "drafts/html/123.html": TUMBLR},
        {"posts/html/123.html": "published", "drafts/html/123.html": "draft"},
        ["it was in the folder drafts, so it becomes a draft"],
    ),
    Export(
        "tumblr", "private and queued posts",
        {"posts/html/1.html": TUMBLR, "posts/private/2.html": TUMBLR, "queue/3.html": TUMBLR},
        {"posts/html/1.html": "published", "posts/private/2.html": "draft",
         "queue/3.html": "draft"},
        ["it was in the folder private", "it was in the folder queue"],
    ),
    Export(
        "tumblr", "a date that cannot be read, and none",
        {"html/1.html": TUMBLR.replace("June 15th", "Someday 15th"),
         "html/2.html": re.sub("<span id.*?</span>", "", TUMBLR)},
        {"html/1.html": "draft", "html/2.html": "draft"},
        [NO_DATE.format("timestamp"), "it has no date, so it becomes a draft"],
    ),
    Export(
        "tumblr", "bad bytes, and a first page that is broken",
        {"html/1.html": b"\xff\x00",
         "html/2.html": TUMBLR.encode().replace(b"Words", b"W\xe9\x01")},
        {"html/1.html": "draft", "html/2.html": "published"},
        ["is not UTF-8"],
    ),
    Export(
        "tumblr", "states in posts.xml, and a page that it does not name",
        {"posts/posts.xml": tumblr_table(
            *(tumblr_row(n, state) for n, state in enumerate(("published", "draft", "private")))),
         **{f"posts/html/{n}.html": TUMBLR for n in (0, 1, 2, 9)}},
        {"posts/html/0.html": "published", "posts/html/1.html": "draft",
         "posts/html/2.html": "draft", "posts/html/9.html": "draft"},
        ["its state was draft", "its state was private", "posts.xml does not name it"],
    ),
    Export(
        "tumblr", "posts without a page",
        {"posts/posts.xml": tumblr_table(
            tumblr_row(1, more=TEXT), tumblr_row(2, "queued", more=PHOTOS),
            tumblr_row(3, more=TALK), tumblr_row(4, more=LINK))},
        {"post 1": "published", "post 2": "draft", "post 3": "published", "post 4": "published"},
        ["its state was queued"],
    ),
    Export(
        "tumblr", "submissions, and no dates in the pages",
        {"posts/posts.xml": tumblr_table(tumblr_row(1), tumblr_row(2, "submission")),
         "posts/html/1.html": re.sub("<span id.*?</span>", "", TUMBLR),
         "posts/html/submissions/2.html": TUMBLR},
        {"posts/html/1.html": "published", "posts/html/submissions/2.html": "draft"},
        ["it was in the folder submissions", "its state was submission"],
    ),
    # Medium
    Export(
        "medium", "equal ids",
        {"posts/2015-06-15_Boat-0123456789ab.html": medium(),
         "posts/2015-06-15_Ship-0123456789ab.html": medium(title="Ship")},
        {"posts/2015-06-15_Boat-0123456789ab.html": "published",
         "posts/2015-06-15_Ship-0123456789ab.html": "published"},
        [],
    ),
    Export(
        "medium", "a date that cannot be read, and none",
        {"posts/2015-06-15_Boat-0123456789ab.html": medium("June the fifteenth"),
         "posts/2015-06-15_Ship-0123456789ac.html": medium("")},
        {"posts/2015-06-15_Boat-0123456789ab.html": "draft",
         "posts/2015-06-15_Ship-0123456789ac.html": "draft"},
        [NO_DATE.format("dt-published"), "it has no date, so it becomes a draft"],
    ),
    Export(
        "medium", "drafts in another folder",
        {"posts/2015-06-15_Boat-0123456789ab.html": medium(),
         "drafts/Ship-0123456789ac.html": medium(), "posts/old/Sea-0123456789ad.html": medium()},
        {"posts/2015-06-15_Boat-0123456789ab.html": "published",
         "drafts/Ship-0123456789ac.html": "draft", "posts/old/Sea-0123456789ad.html": "published"},
        ["it was in the folder drafts"],
    ),
    Export(
        "medium", "bad bytes, and a first page that is no story",
        {"posts/0.html": b"\xff\xfe", "posts/a.html": "<p>x</p>",
         "posts/2015-06-15_Boat-0123456789ab.html": medium().encode().replace(b"Words", b"W\xe9")},
        {"posts/2015-06-15_Boat-0123456789ab.html": "published"},
        ["is not UTF-8", "posts/a.html", "It has no body of a story"],
    ),
    # Notion
    Export(
        "notion", "unknown statuses",
        {f"A {ID}.md": NOTION.replace("Tags:", "Status: In review\nTags:"),
         f"B {ID[:-1]}1.md": NOTION.replace("Tags:", "Status: Done\nTags:")},
        {"A.md": "draft", "B.md": "published"},
        ["its status 'In review' is not known here, so it becomes a draft"],
    ),
    Export(
        "notion", "a date that cannot be read",
        {f"A {ID}.md": NOTION.replace("June 15, 2015 9:30 AM", "15th of 6, 2015")},
        {"A.md": "draft"},
        [NO_DATE.format("created")],
    ),
    Export(
        "notion", "two pages of one name, and bad bytes",
        {f"Home/Boat {ID}.md": NOTION, f"Work/Boat {ID[:-1]}1.md": NOTION.encode() + b"\xe9"},
        {"Home/Boat.md": "published", "Work/Boat.md": "published"},
        ["is not UTF-8"],
    ),
]  # fmt: skip  # as many in a line as fit
