"""Flash messages: one sentence for the next page, in a signed cookie."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import Final, Literal

from pydantic import TypeAdapter, ValidationError

from blog_api.studio.cookies import Jar

LIFE_S: Final = 60
SIGNATURE_BYTES: Final = 16
MAX_MESSAGE: Final = 300  # a cookie has 4 KB


@dataclass(frozen=True, slots=True)
class Flash:
    """Message, a post to link, and the form that undoes the act: `undo` is its path.

    `preview` is the address of a new preview link, which is shown only once.
    """

    message: str
    kind: Literal["done", "problem"] = "done"
    undo: str | None = None
    post: int | None = None
    preview: str | None = None


FLASH: Final = TypeAdapter(Flash)


def leave_flash(jar: Jar, flash: Flash) -> None:
    shown = asdict(flash) | {"message": flash.message[:MAX_MESSAGE]}
    text = json.dumps(shown).encode()
    jar.set("flash", urlsafe_b64encode(sign(jar, text) + text).decode(), max_age=LIFE_S)


def take_flash(jar: Jar) -> Flash | None:
    """Return the message that is waiting, and remove it; ignore one that is not ours."""
    sent = jar.read("flash")
    if not sent:
        return None
    jar.delete("flash")
    try:
        raw = urlsafe_b64decode(sent)
        signature, text = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, sign(jar, text)):
            return None
        return FLASH.validate_json(text)
    except (ValueError, ValidationError):
        return None


def sign(jar: Jar, text: bytes) -> bytes:
    """Sign, as another server of the same host name could set the cookie."""
    secret: bytes = jar.request.app.state.studio_secret
    return hmac.digest(secret, text, hashlib.sha256)[:SIGNATURE_BYTES]
