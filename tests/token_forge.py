"""Tokens with any header and any claims: signed, but not by the code under test."""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from blog_api.auth.keys import Keyring
from blog_api.settings import Settings

ABSENT: Final = object()


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def dump(members: Mapping[str, object]) -> bytes:
    present = {name: value for name, value in members.items() if value is not ABSENT}
    return json.dumps(present, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Forge:
    """`forge.token()` is valid; every argument makes it invalid in one way."""

    keyring: Keyring
    settings: Settings
    user_id: int = 1
    session_id: int = 1

    def header(self, **changes: object) -> bytes:
        return dump({"alg": "RS256", "kid": self.keyring.kid, "typ": "at+jwt"} | changes)

    def claims(self, **changes: object) -> bytes:
        now = int(time.time())
        return dump(
            {
                "iss": self.settings.issuer,
                "aud": self.settings.jwt_audience,
                "sub": str(self.user_id),
                "sid": str(self.session_id),
                "jti": "crafted",
                "iat": now,
                "exp": now + 600,
                "scope": "blog",
            }
            | changes
        )

    def sign(self, text: str, key: rsa.RSAPrivateKey | None = None) -> str:
        """Append the signature of any text, such as `header.payload` in another encoding."""
        signer = key or self.keyring.private_key
        return f"{text}.{encode(signer.sign(text.encode(), padding.PKCS1v15(), SHA256()))}"

    def token(
        self,
        header: bytes | None = None,
        claims: bytes | None = None,
        key: rsa.RSAPrivateKey | None = None,
    ) -> str:
        parts = (header or self.header(), claims or self.claims())
        return self.sign(".".join(map(encode, parts)), key)
