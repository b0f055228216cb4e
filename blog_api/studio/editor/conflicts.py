"""Conflicts of an edit with others: shown hunk by hunk, and decided by the author."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from blog_api.diffing.field_merge import PostFields
from blog_api.diffing.merge_parts import Parts, merge_parts
from blog_api.diffing.text_diff import Segment, diff_texts
from blog_api.diffing.text_merge import Hunk
from blog_api.diffing.threads import compare
from blog_api.diffing.three_way import three_way
from blog_api.http.etag import version_of
from blog_api.permissions import Actor
from blog_api.posts.commands.update import PostEdit
from blog_api.posts.schemas import MAX_CONTENT, PostPatch
from blog_api.posts.stale_edits import Sides, as_json, differing_names, with_changes
from blog_api.rendering.html_cache import Rendered
from blog_api.studio.forms import Fault, Form, parse_model
from blog_api.studio.languages import N_

TITLES: Final[Mapping[str, str]] = {
    "title": N_("Title"),
    "slug": N_("Address"),
    "excerpt": N_("Excerpt"),
    "category": N_("Category"),
    "tags": N_("Tags"),
    "image_url": N_("Cover image"),
    "status": N_("Status"),
    "published_at": N_("Time of publication"),
}
OPEN: Final = object()


@dataclass(frozen=True, slots=True)
class Conflict:
    """One decision: `name` is that of its inputs; the texts are those of the three sides."""

    name: str
    title: str
    base: Sequence[Segment]
    yours: Sequence[Segment]
    theirs: Sequence[Segment]
    own: str | None = None  # first text of the box for own words; None: no box
    before: str = ""  # lines above it


@dataclass(frozen=True, slots=True)
class Merge:
    """An edit and the present post, with the parts of their content."""

    sides: Sides
    yours: PostFields
    parts: Parts

    @classmethod
    async def of(cls, actor: Actor, sides: Sides, base: PostFields, edit: PostEdit) -> "Merge":
        yours = with_changes(base, edit.changes)
        texts = (base.content, yours.content, sides.current.content)
        job = partial(merge_parts, *texts, MAX_CONTENT)
        return cls(replace(sides, base=base), yours, await compare(actor.id, job))

    def three(self, name: str) -> tuple[Any, Any, Any]:
        base, yours, theirs = self.sides.base, self.yours, self.sides.current
        return getattr(base, name), getattr(yours, name), getattr(theirs, name)

    def open_fields(self) -> list[str]:
        return [name for name in TITLES if three_way(*self.three(name), OPEN) is OPEN]

    def hunks(self) -> dict[str, Hunk]:
        hunks = (part for part in self.parts if isinstance(part, Hunk))
        return {f"hunk-{number}": hunk for number, hunk in enumerate(hunks)}


async def conflicts_of(actor: Actor, merge: Merge) -> list[Conflict]:
    return await compare(actor.id, partial(list_conflicts, merge))


def list_conflicts(merge: Merge) -> list[Conflict]:
    fields = [
        conflict_of(name, TITLES[name], *map(text_of, merge.three(name)))
        for name in merge.open_fields()
    ]
    return [*fields, *content_conflicts(merge.parts)]


def content_conflicts(parts: Parts) -> list[Conflict]:
    found: list[Conflict] = []
    before = ""
    for part in parts:
        if isinstance(part, str):
            before = part
            continue
        texts = ("".join(part.base), "".join(part.yours), "".join(part.theirs))
        conflict = conflict_of(f"hunk-{len(found)}", N_("Text"), *texts)
        own = texts[1] if texts[1].endswith("\n") or not texts[1] else f"{texts[1]}\n"
        found.append(replace(conflict, own=own + texts[2], before=last_lines(before)))
        before = ""
    return found


def conflict_of(name: str, title: str, base: str, yours: str, theirs: str) -> Conflict:
    return Conflict(
        name,
        title,
        (Segment("equal", base),),
        marked(base, yours),
        marked(base, theirs),
    )


def marked(base: str, text: str) -> list[Segment]:
    return [each for each in diff_texts(base, text).segments if each.op != "delete"]


def last_lines(text: str) -> str:
    return "\n".join(text.rstrip("\n").split("\n")[-2:])


def text_of(value: Any) -> str:  # noqa: ANN401  # the value of any field
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    shown = as_json(value)
    return ", ".join(shown) if isinstance(shown, list) else str(shown or "")


def undecided(merge: Merge, form: Form) -> list[Fault]:
    known = {"yours", "theirs"}
    names = [(name, known) for name in merge.open_fields()]
    names += [(name, known | {"both", "own"}) for name in merge.hunks()]
    return [
        Fault(f"{name}-yours", N_("Choose which words stay."))
        for name, choices in names
        if form.get(f"keep-{name}") not in choices
    ]


async def decided(actor: Actor, merge: Merge, edit: PostEdit, form: Form) -> PostEdit:
    """Return the edit of the present post that the decisions make; raise a validation error."""
    current = merge.sides.current
    resolved = replace(current, **{name: chosen(merge, form, name) for name in TITLES})
    resolved = replace(resolved, content=chosen_text(merge, form))
    changes = {name: getattr(resolved, name) for name in differing_names(current, resolved)}
    if "tags" in changes:
        changes["tags"] = list(changes["tags"])
    content = changes.get("content")
    if content is not None:
        parse_model(PostPatch, {"content": content})
    rendered = None if content is None else await Rendered.of(content, actor.id)
    if_match = f'"{version_of("post", merge.sides.id, merge.sides.version)}"'
    return replace(edit, changes=changes, if_match=if_match, rendered=rendered, via="merge")


def chosen(merge: Merge, form: Form, name: str) -> Any:  # noqa: ANN401  # the value of any field
    base, yours, theirs = merge.three(name)
    merged = three_way(base, yours, theirs, OPEN)
    if merged is not OPEN:
        return merged
    return yours if form.get(f"keep-{name}") == "yours" else theirs


def chosen_text(merge: Merge, form: Form) -> str:
    hunks = iter(merge.hunks())
    return "".join(
        part if isinstance(part, str) else chosen_lines(part, form, next(hunks))
        for part in merge.parts
    )


def chosen_lines(hunk: Hunk, form: Form, name: str) -> str:
    yours, theirs = "".join(hunk.yours), "".join(hunk.theirs)
    choice = form.get(f"keep-{name}")
    if choice == "both":
        return with_end(yours) + theirs
    if choice == "own":
        own = form.get(f"own-{name}")
        return with_end(own) if theirs.endswith("\n") else own
    return yours if choice == "yours" else theirs


def with_end(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"
