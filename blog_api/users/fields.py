"""Names and addresses of accounts: types of input."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, EmailStr, Field

from blog_api.http.fields import Text

# Soft hyphen, joiners, direction marks and other default-ignorable code points of Unicode.
INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\U000e0000-\U000e0fff]"
)


def refuse_display_name(value: object) -> object:
    """Reject `Ada <ada@example.com>`: Pydantic alone would accept it and drop the name."""
    if isinstance(value, str) and "<" in value:
        raise ValueError("must be an email address and nothing else")
    return value


def require_ascii_local_part(email: str) -> str:
    """Reject addresses that need SMTPUTF8: the email would never arrive (decision 0030)."""
    if not email.rpartition("@")[0].isascii():
        raise ValueError("must have only ASCII characters before the @")
    return email


def refuse_invisible(name: str) -> str:
    """Reject direction controls and zero-width characters: names could pass for others."""
    if INVISIBLE.search(name):
        raise ValueError("must not contain zero-width characters or controls of text direction")
    return name


Email = Annotated[
    EmailStr,
    Field(
        max_length=254,
        description="Address for mails and log-ins: unique without regard to case, and ASCII "
        "before the `@`.",
    ),
    BeforeValidator(refuse_display_name),
    AfterValidator(require_ascii_local_part),
]
Username = Annotated[
    str,
    Field(
        min_length=3,
        max_length=50,
        pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$",
        description="Unique without regard to case: ASCII letters, digits, `_`, `.` and `-`, a "
        "letter first.",
    ),
]
Name = Annotated[
    Text,
    Field(max_length=100, description="Name to show, other than the user name; null for none."),
    AfterValidator(refuse_invisible),
]
Bio = Annotated[
    Text, Field(max_length=1000, description="Text for the public profile; null for none.")
]
