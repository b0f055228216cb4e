"""Languages of the studio: English in the source, others in one catalogue file each.

A catalogue is a PO file of GNU gettext, compiled in memory when the application starts.
"""

import ast
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Final

from blog_api.http.pagination import COUNTED

ENGLISH: Final = "en"
MAGIC: Final = 0x950412DE
# Of the file format: offsets of the two tables, then the pairs of length and offset.
HEADER: Final = struct.Struct("<7I")
PAIR: Final = struct.Struct("<2I")


def N_(message: str) -> str:  # noqa: N802  # the name that gettext's tools know
    """Mark a message for translation where it is defined; it is translated where it is shown."""
    return message


MONTHS: Final = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


@dataclass(frozen=True, slots=True)
class Language:
    """Language of a page; `name` is its own name for itself."""

    code: str
    name: str
    translations: NullTranslations

    def gettext(self, message: str, /, **values: object) -> str:
        return self.translations.gettext(message) % values if message else ""

    def ngettext(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """Return the plural form for a number, which is `%(number)s`."""
        text = self.translations.ngettext(singular, plural, number)
        return text % ({"number": self.number(number)} | values)

    def number(self, value: int) -> str:
        """Return digits in groups of three, as the language separates them."""
        # Translators: the separator between groups of three digits.
        return f"{value:,}".replace(",", self.gettext(","))

    def capped(self, number: int) -> str:
        """Return a number that was counted up to one more than `COUNTED`, such as `10,000+`."""
        return f"{self.number(COUNTED)}+" if number > COUNTED else self.number(number)

    def date(self, instant: datetime) -> str:
        instant = instant.astimezone(UTC)
        # Translators: a date, such as 5 Nov 2026.
        return self.gettext(
            "%(day)s %(month)s %(year)s",
            day=instant.day,
            month=self.gettext(MONTHS[instant.month - 1]),
            year=instant.year,
        )

    def time(self, instant: datetime) -> str:
        """Return date and time in UTC; scripts show the zone of the reader."""
        return f"{self.date(instant)}, {instant.astimezone(UTC):%H:%M} UTC"


@cache
def languages() -> dict[str, Language]:
    """Return the languages by code, English first."""
    found = {ENGLISH: Language(ENGLISH, "English", NullTranslations())}
    folder = files("blog_api.studio") / "locale"
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        code, _, kind = file.name.partition(".")
        if kind == "po":
            translations = GNUTranslations(BytesIO(compile_catalogue(file.read_text("utf-8"))))
            name = translations.info().get("x-language-name", code)
            found[code] = Language(code, name, translations)
    return found


def choose_language(chosen: str | None, accepted: str) -> Language:
    """Return the chosen language, or the best of `Accept-Language` (RFC 9110 §12.5.4)."""
    known = languages()
    if chosen in known:
        return known[chosen]
    for code in sorted_codes(accepted):
        if code in known:
            return known[code]
    return known[ENGLISH]


def sorted_codes(accepted: str) -> list[str]:
    """Return the primary subtags, best first; a malformed quality counts as 0."""
    weighed = []
    for part in accepted[:500].split(","):
        code, _, parameter = part.strip().partition(";")
        weighed.append((-quality_of(parameter), code.partition("-")[0].lower()))
    return [code for weight, code in sorted(weighed, key=lambda each: each[0]) if weight < 0]


def quality_of(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1
    try:
        return float(value) if name.strip() == "q" else 0
    except ValueError:
        return 0


Entries = dict[str, list[str]]


def read_catalogue(text: str) -> Entries:
    """Return the translations of a PO file: several for a plural, whose key is both messages."""
    entries: Entries = {}
    for block in text.split("\n\n"):
        fields: dict[str, str] = {}
        field = ""
        for line in block.splitlines():
            if not line or line.startswith("#"):
                continue
            if not line.startswith('"'):
                field, _, line = line.partition(" ")  # noqa: PLW2901  # the rest of the line
            fields[field] = fields.get(field, "") + str(ast.literal_eval(line))
        if "msgid" in fields:
            key = "\0".join(fields[name] for name in ("msgid", "msgid_plural") if name in fields)
            entries[key] = [text for name, text in fields.items() if name.startswith("msgstr")]
    return entries


def compile_catalogue(text: str) -> bytes:
    """Return the MO file of a PO file (GNU gettext manual, chapter 10.3)."""
    entries = sorted(
        (key.encode(), "\0".join(values).encode())
        for key, values in read_catalogue(text).items()
        if all(values)
    )
    keys, values = [key for key, _ in entries], [value for _, value in entries]
    start = HEADER.size + 2 * PAIR.size * len(entries)
    tables, data = b"", b""
    for part in (*keys, *values):
        tables += PAIR.pack(len(part), start + len(data))
        data += part + b"\0"
    second = HEADER.size + PAIR.size * len(entries)
    return HEADER.pack(MAGIC, 0, len(entries), HEADER.size, second, 0, 0) + tables + data
