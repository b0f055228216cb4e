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
