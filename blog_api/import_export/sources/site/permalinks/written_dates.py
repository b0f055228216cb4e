"""The day of a date as its generator wrote it into an address."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

from blog_api.import_export.dates import datetime_of

NO_ZONE: Final = timezone(timedelta(0), "none")


def read_time(value: object) -> datetime | None:
    """Return a time, with a zone if one is written; None if it cannot be read."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    try:
        found = datetime_of(value, NO_ZONE)
    except ValueError:
        return None
    return found.replace(tzinfo=None) if found and found.tzinfo is NO_ZONE else found


def written_time(value: object) -> datetime | None:
    """Return the time in the zone that it was written in."""
    found = read_time(value)
    return found.replace(tzinfo=None) if found else None


def time_of_jekyll(value: object, zone: tzinfo | None) -> datetime | None:
    """Return the time in the zone of the site, which is None if its machine decided.

    Jekyll reads times without a zone as UTC, and dates as midnight of the site. None if the day
    depends on how it was read.
    """
    found = read_time(value)
    if found is None:
        return None
    if found.tzinfo is not None:
        return found.astimezone(zone) if zone else on_one_day(found, found.astimezone(UTC))
    if zone is None or ":" not in str(value):
        return found
    return on_one_day(found, found.replace(tzinfo=UTC).astimezone(zone))


def time_of_hexo(value: object, zone: tzinfo | None) -> datetime | None:
    """Return the time as written; None if it has a zone in which the day is another one."""
    found = read_time(value)
    if found is None or found.tzinfo is None:
        return found
    return on_one_day(found, found.astimezone(UTC), found.astimezone(zone or UTC))


def on_one_day(first: datetime, *others: datetime) -> datetime | None:
    return first if all(other.date() == first.date() for other in others) else None
