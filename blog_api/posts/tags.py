"""Tags: normalisation, and the tags that a query may mean."""

import re
import unicodedata
from typing import Final

from blog_api.slugs import slugify, without_ignorables

TAG_MAX_LENGTH: Final = 50
MARKS: Final = frozenset("+#._-")
SEPARATORS: Final = "#-"
NORMAL: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # as most tags are sent


def tag_form(tag: str) -> str:
    """Normalise a tag: `" #Web  Dev!"` → `"web-dev"`; empty without a letter or digit.

    NFKC and lower case; blanks become hyphens; letters, marks and digits of any script and `+ # . _
    -` stay. Idempotent.
    """
    if NORMAL.fullmatch(tag):
        return tag
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).lower())
    kept = "".join(filter(belongs, without_ignorables(text)))
    words = [word for word in kept.split() if word.strip(SEPARATORS)]
    form = unicodedata.normalize("NFKC", "-".join(words).lstrip("#"))
    return form if any(map(is_letter_or_digit, form)) else ""


def belongs(char: str) -> bool:
    return is_letter_or_digit(char) or unicodedata.category(char)[0] == "M" or is_mark(char)


def is_letter_or_digit(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] == "L" or category == "Nd"


def is_mark(char: str) -> bool:
    return char in MARKS or char.isspace()


def normalise_tag(tag: str) -> str:
    """Return the normalised tag; raise ValueError if nothing is left or it is too long."""
    form = tag_form(tag)
    if not form:
        raise ValueError("a tag needs a letter or a digit")
    if len(form) > TAG_MAX_LENGTH:
        raise ValueError(f"a tag has at most {TAG_MAX_LENGTH} characters once it is normalised")
    return form


def cut_tag(tag: str) -> str:
    return tag_form(tag_form(tag)[:TAG_MAX_LENGTH])


def merge_duplicates(tags: list[str]) -> list[str]:
    return list(dict.fromkeys(tags))


def possible_forms(asked: str) -> list[str]:
    """List the tags that a query may mean, the likeliest first.

    A `+` in a query string decodes to a blank, so trailing blanks are tried as `+`. The last is the
    form of earlier releases, which removed all but ASCII letters and digits.
    """
    bare = asked.rstrip(" ")
    pluses = "+" * (len(asked) - len(bare))
    forms = [tag_form(bare + pluses), tag_form(bare), slugify(bare, TAG_MAX_LENGTH)]
    return merge_duplicates([form for form in forms if form]) or [""]
