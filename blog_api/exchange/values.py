"""Values as people write them into front matter and as systems export them."""

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from typing import Final

from blog_api.web.schemas import in_utc

YES: Final = frozenset({"true", "yes", "on", "1"})
NO_DATE: Final = "0000-00-00"
SPACE_BEFORE_ZONE: Final = re.compile(r"\s+(?=([+-]\d\d:?\d\d|Z|UTC|GMT)$)")
WRITTEN_OUT: Final = ("%b %d %Y", "%b %d, %Y", "%B %d, %Y", "%B %d %Y", "%d %B %Y", "%Y/%m/%d")
MILLISECONDS: Final = 1000


def as_text(value: object) -> str | None:
    """A scalar as it was written; None for nothing, and for what is no scalar."""
    if value is None or isinstance(value, list | dict):
        return None
    text = str(value).strip()
    return text or None


def as_list(value: object) -> list[str]:
    """A list of texts, or one text; what is neither gives nothing."""
    items = value if isinstance(value, list) else [value]
    return [text for item in items if (text := as_text(item)) is not None]


def as_flag(value: object) -> bool:
    """True only for what says so."""
    return str(value).strip().lower() in YES


def as_instant(value: object) -> datetime | None:
    """An instant in UTC; a date is its midnight, and a time without a zone is UTC's.

    None for nothing; `ValueError` for what cannot be read.
    """
    if isinstance(value, list | dict):
        raise ValueError("is no date")  # noqa: TRY004  # a wrong value of a file, not of a caller
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return in_utc(instant_of_number(value))
    found = value if isinstance(value, datetime) else parse_instant(as_text(value))
    if found is None:
        return None
    return in_utc(found if found.tzinfo else found.replace(tzinfo=UTC))


def instant_of_number(value: float) -> datetime:
    """Milliseconds since 1970, as old exports have them."""
    try:
        return datetime.fromtimestamp(value / MILLISECONDS, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("is out of range") from error


def parse_instant(text: str | None) -> datetime | None:
    """ISO 8601, RFC 3339, the dates of mails, and the usual ways to write a date out."""
    if text is None or text.startswith(NO_DATE):
        return None
    try:
        return datetime.fromisoformat(SPACE_BEFORE_ZONE.sub("", text).replace("UTC", "Z"))
    except ValueError:
        return parse_written_out(text)


def parse_written_out(text: str) -> datetime:
    """`Jul 08 2022` and its like."""
    for form in WRITTEN_OUT:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except (TypeError, IndexError, OverflowError) as error:
        raise ValueError("is no date") from error
