"""JWKS: the published keys suffice to verify a token, in any language."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from blog_api.auth.tokens import Tokens
from blog_api.settings import Settings
from tests.key_material import decode_integer, make_keyring


def verify_by_jwks(token: str, jwks: dict[str, list[dict[str, str]]]) -> None:
    """Verify with the published document, and without any of our code."""
    text, _, signature = token.rpartition(".")
    kid = json.loads(base64.urlsafe_b64decode(text.split(".")[0] + "=="))["kid"]
    jwk = next(key for key in jwks["keys"] if key["kid"] == kid)
    numbers = rsa.RSAPublicNumbers(decode_integer(jwk["e"]), decode_integer(jwk["n"]))
    raw = base64.urlsafe_b64decode(signature + "==")
    numbers.public_key().verify(raw, text.encode(), padding.PKCS1v15(), SHA256())


def test_the_published_keys_alone_verify_a_token() -> None:
    keyring, now = make_keyring(0, 1), datetime.now(UTC)
    tokens = Tokens(keyring, Settings(_env_file=None, blog_data_dir=Path("nowhere")))
    jwks = json.loads(json.dumps(keyring.jwks()))
    token = tokens.issue_access(user_id=7, session_id=8, now=now)
    verify_by_jwks(token, jwks)
    other = tokens.issue_access(user_id=8, session_id=8, now=now)
    mixed = f"{token.rpartition('.')[0]}.{other.rpartition('.')[2]}"
    with pytest.raises(InvalidSignature):
        verify_by_jwks(mixed, jwks)
