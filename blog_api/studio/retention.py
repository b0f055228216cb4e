"""The trash of a visitor, and the time that something stays in it, in words."""

from datetime import UTC, datetime, timedelta
from math import ceil

from blog_api.studio.languages import Language
from blog_api.studio.requests import SignedIn
from blog_api.trash.listing import View


def view_of(visit: SignedIn) -> View:
    return View(visit.actor, visit.settings.trash_retention_days)


def undo_time(visit: SignedIn) -> timedelta | None:
    seconds = visit.settings.author_undo_seconds
    return timedelta(seconds=seconds) if seconds else None


def days_left(language: Language, purge_after: datetime | None) -> str:
    if purge_after is None:
        return language.gettext("kept until it is removed by hand")
    days = ceil((purge_after - datetime.now(UTC)) / timedelta(days=1))
    if days <= 0:
        return language.gettext("removed at the next cleanup")
    return language.ngettext("%(number)s day left", "%(number)s days left", days)
