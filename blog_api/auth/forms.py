"""Form parser of token requests, as strict as RFC 6749 §3.2 requires; FastAPI's is not."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import ValidationError

from blog_api.auth.credentials import Assertion
from blog_api.auth.schemas import OTP, RECOVERY_CODE
from blog_api.errors import InvalidRequestError
from blog_api.http.openapi.examples import EXAMPLES

FORM: Final = "application/x-www-form-urlencoded"
MAX_FIELDS: Final = 50
KNOWN: Final = frozenset(
    {
        "grant_type",
        "username",
        "password",
        "refresh_token",
        "scope",
        "mfa_token",
        "otp",
        "recovery_code",
        "challenge_token",
        "credential",
    }
)
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
                            "description": "Decides which other fields are needed. Absent: "
                            "`password` at `/login`, `refresh_token` at `/refresh`.",
                            "enum": [
                                "password",
                                "refresh_token",
                                "urn:blog-api:grant-type:otp",
                                "urn:blog-api:grant-type:recovery-code",
                                "urn:blog-api:grant-type:passkey",
                            ],
                        },
                        "username": {
                            "type": "string",
                            "description": "The email address or the user name.",
                        },
                        "password": {
                            "type": "string",
                            "format": "password",
                            "description": "For the grant `password`, with `username`.",
                        },
                        "refresh_token": {
                            "type": "string",
                            "description": "From the latest answer; works once.",
                        },
                        "scope": {
                            "type": "string",
                            "description": "Accepted and ignored: there is one scope.",
                        },
                        "mfa_token": {
                            "type": "string",
                            "description": "Of the answer `mfa_required`.",
                        },
                        "otp": {"type": "string", "description": OTP},
                        "recovery_code": {"type": "string", "description": RECOVERY_CODE},
                        "challenge_token": {
                            "type": "string",
                            "description": "Of `POST /api/auth/passkey/options`.",
                        },
                        "credential": {
                            "type": "string",
                            "description": "`toJSON()` of a passkey's assertion, as JSON.",
                        },
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
                "schema": {
                    "type": "object",
                    "properties": {
                        "refresh_token": {
                            "type": "string",
                            "description": "That of the session to end, also when the access token "
                            "has expired.",
                        }
                    },
                },
                "example": {"refresh_token": EXAMPLES["TokenOut"]["refresh_token"]},
            }
        },
    },
}


def is_form(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM


async def read_form(request: Request) -> Mapping[str, str]:
    """Return the known parameters; raise InvalidRequestError for a repeated one."""
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
    """Decode the body as UTF-8, else as Latin-1: some clients do not percent-encode."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1")


def field(form: Mapping[str, str], name: str) -> str:
    """Return a required parameter; raise InvalidRequestError if it is missing or empty."""
    value = form.get(name)
    if not value:
        raise InvalidRequestError(f"The parameter {name} is missing or empty.")
    return value


def read_assertion(text: str) -> Assertion:
    """Parse the JSON of the parameter `credential`; raise InvalidRequestError."""
    try:
        return Assertion.model_validate_json(text)
    except ValidationError as error:
        raise InvalidRequestError("The parameter credential is no assertion.") from error
