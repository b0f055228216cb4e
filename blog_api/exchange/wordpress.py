"""WordPress's WXR: RSS with `wp:` elements.

Expat reads it without a document type: no entity can be declared, so none can grow or point to a
file. Prefixes are taken as they are written; WordPress always writes the same.
"""

from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from blog_api.exchange.incoming import Incoming, Source, UnreadableError
from blog_api.exchange.values import as_instant, as_text

MAX_DEPTH: Final = 50
STATUSES: Final = {
    "publish": "published",
    "future": "published",
    "private": "archived",
    "draft": "draft",
    "pending": "draft",
}
UNCATEGORISED: Final = "uncategorized"
THUMBNAIL: Final = "_thumbnail_id"


class Growing:
    """A tree that is built from expat's events."""

    def __init__(self) -> None:
        self.builder: Final = TreeBuilder()
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise UnreadableError("Its elements are nested too deeply.")
        self.builder.start(name, attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self.builder.end(name)


def refuse_document_type(*_declaration: object) -> None:
    """Where entities would be declared."""
    raise UnreadableError("It declares a document type (DTD); an export of WordPress has none.")


def parse(text: str) -> Element:
    """The root of a document."""
    growing, parser = Growing(), expat.ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartElementHandler = growing.start
    parser.EndElementHandler = growing.end
    parser.CharacterDataHandler = growing.builder.data
    parser.StartDoctypeDeclHandler = refuse_document_type
    try:
        parser.Parse(text.encode(), True)  # noqa: FBT003  # expat takes it by position only
    except expat.ExpatError as error:
        raise UnreadableError(f"It is no XML: {error}.") from None
    return growing.builder.close()


def read_wordpress(text: str) -> Source:
    """Refuses XML that is no export."""
    channel = parse(text).find("channel")
    if channel is None or channel.find("wp:wxr_version") is None:
        raise UnreadableError("It is XML, but no export of WordPress: wp:wxr_version is missing.")
    items = channel.findall("item")
    people = people_of(channel)
    pictures = {text_of(item, "wp:post_id"): text_of(item, "wp:attachment_url") for item in items}
    source = Source()
    for item in items:
        place = f"item {text_of(item, 'wp:post_id') or text_of(item, 'title') or '?'}"
        try:
            source.posts.append(read_item(item, place, people, pictures))
        except UnreadableError as error:
            source.left_out.append(f"{place}: {error}")
    return source


def text_of(element: Element, name: str) -> str | None:
    """Of the first child of that name."""
    return as_text(element.findtext(name))


def people_of(channel: Element) -> dict[str, list[str]]:
    """The names and addresses of each login."""
    people = {}
    for author in channel.findall("wp:author"):
        login, email = text_of(author, "wp:author_login"), text_of(author, "wp:author_email")
        if login:
            people[login] = [login, *([email] if email else [])]
    return people


def read_item(
    item: Element,
    place: str,
    people: dict[str, list[str]],
    pictures: dict[str | None, str | None],
) -> Incoming:
    """Refuses what is no post, and what was thrown away."""
    refuse_other_types(item)
    notes: list[str] = []
    unread: list[str] = []
    written_at = instant_of(item, "post_date", unread)
    updated_at = instant_of(item, "post_modified", unread)
    categories = terms_of(item, "category")
    creator = text_of(item, "dc:creator") or ""
    return Incoming(
        key=key_of(item),
        place=place,
        title=text_of(item, "title") or "Untitled",
        content=item.findtext("content:encoded") or "",
        slug=text_of(item, "wp:post_name"),
        excerpt=text_of(item, "excerpt:encoded"),
        category=categories[0] if categories else None,
        tags=terms_of(item, "post_tag") + categories[1:],
        image_url=pictures.get(thumbnail_of(item)) if thumbnail_of(item) else None,
        status=status_of(item, written_at, unread, notes),
        published_at=written_at,
        created_at=written_at,
        updated_at=updated_at,
        authors=people.get(creator, [creator] if creator else []),
        notes=notes + unread,
    )


def refuse_other_types(item: Element) -> None:
    """Pages, pictures, menus and revisions are in the same list."""
    kind = text_of(item, "wp:post_type") or "post"
    if kind != "post":
        raise UnreadableError(f"It is no post ({kind}).")
    status = text_of(item, "wp:status") or "publish"
    if status not in STATUSES:
        raise UnreadableError(f"Its status is {status}.")


def key_of(item: Element) -> str:
    """The guid has the address of the site in it; a number alone could be another site's."""
    identity = text_of(item, "guid") or text_of(item, "link") or text_of(item, "wp:post_id")
    if identity is None:
        raise UnreadableError("It has neither guid nor link nor wp:post_id.")
    return f"wordpress:{identity}"


def terms_of(item: Element, domain: str) -> list[str]:
    """Categories or tags, without the category that means none."""
    found = [
        as_text(term.text)
        for term in item.findall("category")
        if term.get("domain") == domain and term.get("nicename") != UNCATEGORISED
    ]
    return [name for name in found if name is not None]


def thumbnail_of(item: Element) -> str | None:
    """The id of the picture that stands for the post."""
    for meta in item.findall("wp:postmeta"):
        if text_of(meta, "wp:meta_key") == THUMBNAIL:
            return text_of(meta, "wp:meta_value")
    return None


def status_of(
    item: Element, written_at: datetime | None, unread: list[str], notes: list[str]
) -> str:
    """Never more public than it was."""
    given = text_of(item, "wp:status") or "publish"
    status = STATUSES[given]
    if status == "published" and text_of(item, "wp:post_password"):
        notes.append("it had a password, so it becomes a draft")
        return "draft"
    if given == "future" and written_at is None:
        notes.append("it was scheduled without a date that can be read, so it becomes a draft")
        return "draft"
    return "draft" if unread else status


def instant_of(item: Element, name: str, unread: list[str]) -> datetime | None:
    """UTC where WordPress knows it, else the site's own time as if it were."""
    for column in (f"wp:{name}_gmt", f"wp:{name}"):
        try:
            if (instant := as_instant(text_of(item, column))) is not None:
                return instant
        except ValueError:
            unread.append(f"its {column} cannot be read as a date")
    return None
