"""Comments of Blogger's export, by the posts that they belong to."""

from collections import defaultdict
from collections.abc import Set as AbstractSet
from typing import Final
from xml.etree.ElementTree import Element

from blog_api.import_export.coercion import as_text
from blog_api.import_export.records import IncomingComment
from blog_api.import_export.sources.dated import read_instant

SHOWN: Final = "LIVE"


class Comments:
    """Reads comments first; `settle` assigns them to posts, also through other comments."""

    def __init__(self) -> None:
        self.of_post: Final[defaultdict[str, list[IncomingComment]]] = defaultdict(list)
        self.hidden: Final[defaultdict[str, list[str]]] = defaultdict(list)
        self._parents: Final[dict[str, str | None]] = {}
        self._read: list[tuple[str | None, str, IncomingComment]] = []

    def add(self, entry: Element) -> None:
        identity, target = as_text(entry.findtext("id")) or "", answered(entry)
        self._parents[identity] = target
        status = (as_text(entry.findtext("blogger:status")) or SHOWN).upper()
        self._read.append((target, status, read_comment(entry)))

    def settle(self, posts: AbstractSet[str]) -> int:
        """Assign the comments; return the number of those without a post."""
        lost = 0
        for target, status, comment in self._read:
            post = self._post_of(target, posts)
            if post is None:
                lost += 1
            elif status == SHOWN:
                self.of_post[post].append(comment)
            else:
                self.hidden[post].append(f"comment ({status})")
        self._read = []
        return lost

    def _post_of(self, target: str | None, posts: AbstractSet[str]) -> str | None:
        """Follow the comments that a comment answers; they may form a circle."""
        seen: set[str] = set()
        while target is not None and target not in posts and target not in seen:
            seen.add(target)
            target = self._parents.get(target)
        post = target if target in posts else None
        # Later walks end here, so a chain of n replies takes n steps, not n².
        self._parents.update(dict.fromkeys(seen, post))
        return post


def answered(entry: Element) -> str | None:
    reply = entry.find("thr:in-reply-to")
    return reply.get("ref") if reply is not None else as_text(entry.findtext("blogger:parent"))


def read_comment(entry: Element) -> IncomingComment:
    related = (e.get("href") or "" for e in entry.findall("link") if e.get("rel") == "related")
    parent = next((href.rpartition("/")[2] for href in related), None)
    parent = parent or (answered(entry) or "").rpartition("post-")[2] or None
    identity = as_text(entry.findtext("id")) or ""
    return IncomingComment(
        key=identity.rpartition("post-")[2],
        parent=parent,
        author_name=as_text(entry.findtext("author/name")) or "Anonymous",
        author_email=None,
        content=entry.findtext("content") or "",
        format="html",
        created_at=read_instant(as_text(entry.findtext("published")), "published", []),
    )
