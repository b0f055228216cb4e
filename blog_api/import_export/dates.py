"""Dates in front matter and exports of other systems."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final
from zoneinfo import ZoneInfo

from blog_api.http.fields import in_utc

NO_DATE: Final = "0000-00-00"
MILLISECONDS: Final = 1000
SECONDS_BEFORE: Final = 100_000_000_000  # 5138-11-16 in seconds, 1973-03-03 in milliseconds
NUMERIC: Final = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
    r"(?:(?:[Tt]|\s+|,\s*)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<half>[AaPp][Mm])?)?"
    r"\s*(?P<zone>\S.*)?"
)
OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?(?:\s*\(.*\))?")
JAVASCRIPT: Final = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2} \d{4} \d\d:\d\d:\d\d) (?:GMT|UTC)([+-]\d{4})(?: \(.*\))?"
)
ORDINAL: Final = re.compile(r"(?<=\d)(st|nd|rd|th)\b")
MINUTES_LONG: Final = 60
WRITTEN_OUT: Final = (
    "%b %d %Y", "%b %d, %Y", "%B %d, %Y", "%B %d %Y", "%d %B %Y", "%d %b %Y", "%A, %B %d, %Y",
    "%B %d, %Y %I:%M %p", "%b %d, %Y %I:%M %p", "%B %d, %Y %H:%M", "%B %d, %Y %I:%M%p",
    "%B %d %Y %I:%M%p", "%b %d, %Y, %I:%M %p", "%B %d, %Y at %I:%M %p",
)  # fmt: skip  # as many in a line as fit
HOURS: Final = {
    "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "wet": 0, "west": 1, "cet": 1,
    "cest": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9, "kst": 9, "aest": 10,
    "aedt": 11, "acst": 9.5, "awst": 8, "nzst": 12, "nzdt": 13,
}  # fmt: skip  # RFC 5322 and the abbreviations that mean one zone only


def as_instant(value: object, zone: tzinfo = UTC) -> datetime | None:
    """Return a time in UTC, or None for an empty value; `zone` applies to times without a zone.

    A date is its midnight. Raise `ValueError` for a value that cannot be read.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, list | dict):
        raise ValueError("is no date")  # noqa: TRY004  # a wrong value of a file, not of a caller
    if isinstance(value, int | float):
        return in_utc(instant_of_number(value))
    found = datetime_of(value, zone)
    return in_utc(found if found.tzinfo else with_zone(found, zone)) if found else None


def datetime_of(value: object, zone: tzinfo) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    return parse_instant(str(value).strip(), zone)


def with_zone(found: datetime, zone: tzinfo) -> datetime:
    """Raise `ValueError` for a time that does not exist in the zone."""
    try:
        return found.replace(tzinfo=zone)
    except OverflowError as error:
        raise ValueError("is out of range") from error


def instant_of_number(value: float) -> datetime:
    """Read seconds or milliseconds since 1970."""
    seconds = value if abs(value) < SECONDS_BEFORE else value / MILLISECONDS
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("is out of range") from error


def parse_instant(text: str, zone: tzinfo = UTC) -> datetime | None:
    """Read ISO 8601 and looser forms of it, RFC 5322 dates, and dates written out."""
    if not text or text.startswith(NO_DATE):
        return None
    if numeric := NUMERIC.fullmatch(text):
        return of_numbers(numeric, zone)
    if text.isascii() and text.isdigit() and len(text) >= len("1000000000"):
        return instant_of_number(int(text))
    if javascript := JAVASCRIPT.fullmatch(text):
        return datetime.strptime(" ".join(javascript.groups()), "%b %d %Y %H:%M:%S %z")
    return parse_written_out(text)


def of_numbers(found: re.Match[str], zone: tzinfo) -> datetime:
    """Raise `ValueError` for a day, time or zone that does not exist."""
    hour = int(found["hour"] or 0)
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    fraction = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    return datetime(
        int(found["year"]), int(found["month"]), int(found["day"]),
        hour, int(found["minute"] or 0), int(found["second"] or 0), fraction,
        tzinfo=zone_of(found["zone"]) if found["zone"] else zone,
    )  # fmt: skip  # a date, then a time


def zone_of(text: str) -> tzinfo:
    """Read `+0200`, `+02:00`, `EST`, `GMT+0000 (…)` or `Europe/Berlin`."""
    if offset := OFFSET.fullmatch(text):
        minutes = int(offset[2]) * MINUTES_LONG + int(offset[3] or 0)
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    hours = HOURS.get(text.lower())
    return timezone(timedelta(hours=hours)) if hours is not None else named_zone(text)


def named_zone(name: str) -> tzinfo:
    """Raise `ValueError` for a zone that this system does not know."""
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        raise ValueError(f"has the zone {name!a}, which is not known") from None


def parse_written_out(text: str) -> datetime:
    """Read `Jul 08 2022` and similar forms."""
    plain = ORDINAL.sub("", text)
    for form in WRITTEN_OUT:
        try:
            return datetime.strptime(plain, form)  # noqa: DTZ007  # the caller adds the zone
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except (TypeError, IndexError, OverflowError) as error:
        raise ValueError("is no date") from error
