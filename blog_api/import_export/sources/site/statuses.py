"""The status of a page: never more public than on its old site."""

from datetime import UTC, datetime
from typing import Any, Final, get_args

from blog_api.import_export.coercion import as_flag, as_text, is_no
from blog_api.post_status import Status

STATUSES: Final[frozenset[str]] = frozenset(get_args(Status))
DRAFTS: Final = ("draft", "isdraft", "is_draft", "drafts", "unpublished", "wip")
PUBLIC: Final = (
    "published",
    "publish",
    "public",
    "ispublished",
    "is_published",
    "isvisible",
    "listed",
)
HIDDEN: Final = {
    "hidden": "it was hidden", "unlisted": "it was not listed", "headless": "it was headless",
    "private": "it was private", "password": "it had a password", "encrypted": "it was encrypted",
    "members": "only members could read it", "members_only": "only members could read it",
    "eleventyexcludefromcollections": "it was excluded from collections",
    "language_disabled": "its language was disabled",
    "collection_hidden": "its collection was not shown",
    "site_ignored": "the configuration of the site ignores it",
    "no_front_matter": "it has no front matter",
    "private_note": "nothing in it says that it was public",
    "undated_name": "its name has no date, so Jekyll did not show it",
    "hide": "it was hidden", "ishidden": "it was hidden", "secret": "it was secret",
    "dg-publish-private": "it was private",
}  # fmt: skip  # as many in a line as fit
NOT_PUBLIC: Final = frozenset(
    {"hidden", "private", "unlisted", "members", "paid", "password", "pending", "skip", "trash",
     "draft", "unpublished", "in progress", "inbox", "idea", "scheduled-draft", "internal"}
)  # fmt: skip  # as many in a line as fit
# Marks of a note that its author published; a vault is private as such.
PUBLISHING: Final = (*PUBLIC, "dg-publish", "share")
SAID_PUBLIC: Final = frozenset({"publish", "public", "live"})
# Words for a post that everybody could read.
LIVE: Final = frozenset(
    {"publish", "public", "live", "done", "complete", "completed", "finished", "posted", "final",
     "shipped", "ok", "active", "released", "true", "yes"}
)  # fmt: skip  # as many in a line as fit


def status_of(
    values: dict[str, Any], expiry: datetime | None, notes: list[str], *, in_drafts: bool
) -> str:
    """Return the status, with a note on the reason if a published post becomes a draft."""
    if reason := reason_to_hide(values):
        notes.append(f"{reason}, so it becomes a draft")
        return "draft"
    written = as_text(values.get("status")) or ""
    given = written.lower()
    if given in STATUSES:
        return given
    if in_drafts or given in NOT_PUBLIC or any(as_flag(values.get(name)) for name in DRAFTS):
        return "draft"
    if any(is_no(values[name]) for name in PUBLIC if values.get(name) is not None):
        return "draft"
    if given and given not in LIVE:
        notes.append(f"its status {written[:100]!a} is not known here, so it becomes a draft")
        return "draft"
    is_over = expiry is not None and expiry <= datetime.now(UTC)
    return "archived" if is_over else "published"


def says_status(values: dict[str, Any]) -> bool:
    """Return True if a note of a vault says whether it was public.

    Other statuses, such as `done`, are those of tasks.
    """
    given = (as_text(values.get("status")) or "").lower()
    return (
        given in STATUSES | SAID_PUBLIC
        or any(as_flag(values.get(name)) for name in PUBLISHING)
        or any(as_text(values.get(name)) for name in DRAFTS)
    )


def reason_to_hide(values: dict[str, Any]) -> str | None:
    """Return the reason why visitors could not find the page, or None."""
    for name, reason in HIDDEN.items():
        value = values.get(name)
        if value is not None and not is_no(value) and value is not False and as_text(value):
            return reason
    if (as_text(values.get("permalink")) or "").lower() == "false":
        return "it had no page of its own"
    visibility = (as_text(values.get("visibility")) or "public").lower()
    if visibility in NOT_PUBLIC:
        return f"its visibility was {visibility}"
    return build_reason(values.get("build") or values.get("_build"))


def build_reason(build: object) -> str | None:
    """Read Hugo's `build` options."""
    if not isinstance(build, dict):
        return None
    never = [name for name in ("render", "list") if is_no(build.get(name, "always"))]
    return f"it was never {'ed and '.join(never)}ed" if never else None
