"""Former slugs of posts that were renamed here, in our own export."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from blog_api.import_export.dates import as_instant
from blog_api.slugs import is_slug

NAME: Final = "former_slugs"


def former_slugs_in(values: Mapping[str, Any], notes: list[str]) -> dict[str, datetime | None]:
    """Return the times of their replacement; note those that cannot be slugs here."""
    given = values.get(NAME)
    found: dict[str, datetime | None] = {}
    for slug, replaced_at in given.items() if isinstance(given, dict) else ():
        if is_slug(str(slug)):
            found[str(slug)] = instant_of(replaced_at)
        else:
            notes.append(f"its former slug {str(slug)!a} cannot be one here")
    return found


def instant_of(value: object) -> datetime | None:
    try:
        return as_instant(value)
    except ValueError:  # edited by hand: the import is the time, then
        return None
