"""Conversion of a source's posts to Markdown, rendered once, with their image files."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urljoin

from blog_api.import_export.comments import accept_comments
from blog_api.import_export.html.conversion import Converted, html_to_markdown
from blog_api.import_export.html.fidelity import TooDeepError, fingerprint_of
from blog_api.import_export.image_files import (
    ImageFiles,
    host_of,
    is_image_address,
    is_stored_kind,
)
from blog_api.import_export.records import Incoming, UnreadableError
from blog_api.import_export.validation import Accepted, Prepared, accept, storable
from blog_api.posts.schemas import MAX_CONTENT
from blog_api.rendering.markdown import render_now

GHOST_URL: Final = "__GHOST_URL__"
BEFORE: Final = re.compile(r"[(<\"'\s=]")
AFTER: Final = re.compile(r"[)>\"'\s?#]|$")
MARKS: Final = re.compile(r"([\\()_*\[\]])")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Image files and old site's address, shared by all posts of a source."""

    files: ImageFiles
    site: str | None


def prepare(post: Incoming, surroundings: Surroundings) -> Accepted:
    """Raise `UnreadableError` for a post that cannot be imported completely."""
    post = with_site(storable(post), surroundings.site)
    notes: list[str] = []
    comments = accept_comments(post.comments, notes)
    converted = convert(post, notes)
    lost = [*post.not_carried, *(converted.not_carried if converted else [])]
    content = converted.markdown if converted else post.content
    post = replace(post, content=content, notes=[*post.notes, *notes], not_carried=lost)
    rendered = converted.rendered if converted else render_checked(content)
    post, html_now, images = with_images(post, rendered, surroundings)
    image_file = image_file_of(post, surroundings)
    return accept(
        Prepared(
            post=post if image_file else with_whole_image_url(post, surroundings.site),
            rendered=html_now,
            auto_excerpt=converted.excerpt if converted else None,
            image_file=image_file,
            images=images,
            comments=comments,
        )
    )


def with_site(post: Incoming, site: str | None) -> Incoming:
    """Replace Ghost's placeholder by the address of the old site."""
    if GHOST_URL not in post.content and GHOST_URL not in (post.image_url or ""):
        return post
    address = (site or "").rstrip("/")
    lost = [] if site else ["address of the old site (name it with --site)"]
    return replace(
        post,
        content=post.content.replace(GHOST_URL, address),
        image_url=post.image_url.replace(GHOST_URL, address) if post.image_url else None,
        not_carried=[*post.not_carried, *lost],
    )


def convert(post: Incoming, notes: list[str]) -> Converted | None:
    """Return None for Markdown, which is not changed."""
    if post.format == "markdown":
        return None
    if len(post.content) > MAX_CONTENT * 20:
        raise UnreadableError(f"It has {len(post.content)} characters of HTML.")
    converted = html_to_markdown(post.content)
    if converted.kept:
        notes.append(f"{converted.kept} of its blocks had to stay HTML")
    return converted


def render_checked(content: str) -> str:
    """Render a text of bounded length; `accept` rejects longer ones."""
    return render_now(content) if len(content) <= MAX_CONTENT else ""


def with_images(
    post: Incoming, rendered: str, surroundings: Surroundings
) -> tuple[Incoming, str | None, dict[str, Path]]:
    """Find image files; make other relative addresses absolute, with a note."""
    images: dict[str, Path] = {}
    moved: dict[str, str] = {}
    left: Counter[str] = Counter()
    for address in addresses_in(rendered):
        file = surroundings.files.find(address, post.base)
        if file is not None:
            images[address] = file
        elif surroundings.files.is_own(address):
            note_left(address, surroundings.site, moved, left)
    content = replace_addresses(post.content, moved)
    lost = [f"{what}" for what in left]
    post = replace(post, content=content, not_carried=[*post.not_carried, *lost])
    return post, (render_checked(content) if moved else rendered), images


def addresses_in(rendered: str) -> list[str]:
    try:
        found = fingerprint_of(rendered)
    except TooDeepError:
        raise UnreadableError("Its HTML is nested too deeply.") from None
    links = [link for link in found.links if is_image_address(link)]
    return list(dict.fromkeys(found.images + links))


def note_left(address: str, site: str | None, moved: dict[str, str], left: Counter[str]) -> None:
    """Count an image that is not imported; it stays at the old site if that is known."""
    if host_of(address) is None and site:
        moved[address] = urljoin(site.rstrip("/") + "/", address)
    if host_of(moved.get(address, address)):
        left["image that stays at the old site"] += 1
    else:
        reason = "not in the source" if is_stored_kind(address) else "no PNG, JPEG, WebP or AVIF"
        left[f"image {address[:100]!a} that is {reason}"] += 1


def replace_addresses(content: str, replacements: Mapping[str, str]) -> str:
    """Replace addresses in Markdown and HTML, in each spelling."""
    for address, target in replacements.items():
        forms = sorted(set(spellings(address)), key=len, reverse=True)
        for form in forms:
            content = replace_whole(content, form, target)
    return content


def replace_whole(content: str, form: str, target: str) -> str:
    """Replace an address where it is not part of a longer one."""
    pieces, start = [], 0
    at = content.find(form) if form else -1
    while at >= 0:
        end = at + len(form)
        if BEFORE.fullmatch(content[max(at - 1, 0) : at]) and AFTER.match(content, end):
            pieces += [content[start:at], target]
            start = end
        at = content.find(form, end)
    return "".join([*pieces, content[start:]])


def spellings(address: str) -> Iterable[str]:
    """Yield the address as rendered, decoded, and escaped for HTML and Markdown."""
    plain = unquote(address)
    for form in (address, plain, quote(plain, safe="/:?&=#%+,;@~!$'()*")):
        yield form
        yield html.escape(form)
        yield MARKS.sub(r"\\\1", form)


def with_whole_image_url(post: Incoming, site: str | None) -> Incoming:
    """Complete the path of a title image that is not in the source, as those in texts."""
    path = post.image_url
    if not path or not site or host_of(path) or not is_image_address(path):
        return post
    address = urljoin(site.rstrip("/") + "/", quote(path, safe="/:?&=#%+,;@~!$'()*"))
    left = [*post.not_carried, "image that stays at the old site"]
    return replace(post, image_url=address, not_carried=left)


def image_file_of(post: Incoming, surroundings: Surroundings) -> Path | None:
    return surroundings.files.find(post.image_url, post.base) if post.image_url else None
