"""The form of a token request, read as strictly as RFC 6749 §3.2 asks and FastAPI does not."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import Request

from blog_api.errors import InvalidRequestError
from blog_api.web.examples import EXAMPLES

FORM: Final = "application/x-www-form-urlencoded"
MAX_FIELDS: Final = 50
KNOWN: Final = frozenset({"grant_type", "username", "password", "refresh_token", "scope"})
TOKEN_REQUEST: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "grant_type": {
                            "type": "string",
                            "enum": ["password", "refresh_token"],
                        },
                        "username": {
                            "type": "string",
                            "description": "The email address or the user name.",
                        },
                        "password": {"type": "string", "format": "password"},
                        "refresh_token": {"type": "string"},
                        "scope": {"type": "string"},
                    },
                },
                "examples": {
                    "password": {
                        "value": {
                            "grant_type": "password",
                            "username": "ada",
                            "password": "correct horse battery",
                        }
                    },
                },
            }
        },
    }
}


LOGOUT_REQUEST: Final[dict[str, Any]] = {
    "security": [{}, {"oauth2": []}],
    "requestBody": {
        "required": False,
        "content": {
            FORM: {
                "schema": {"type": "object", "properties": {"refresh_token": {"type": "string"}}},
                "example": {"refresh_token": EXAMPLES["TokenOut"]["refresh_token"]},
            }
        },
    },
}


def is_form(request: Request) -> bool:
    """True for the one media type a token request may have."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM


async def read_form(request: Request) -> Mapping[str, str]:
    """The known parameters; refuses one that is repeated, ignores the unknown."""
    if not is_form(request):
        raise InvalidRequestError
    text = text_of(await request.body())
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise InvalidRequestError from error
    known = [(name, value) for name, value in pairs if name in KNOWN]
    if len(dict(known)) != len(known):
        raise InvalidRequestError
    return dict(known)


def text_of(body: bytes) -> str:
    """Some clients escape no letters: those are in UTF-8, or else taken for Latin-1."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")


def field(form: Mapping[str, str], name: str) -> str:
    """A parameter that the grant cannot do without."""
    value = form.get(name)
    if not value:
        raise InvalidRequestError(f"The parameter {name} is missing or empty.")
    return value
