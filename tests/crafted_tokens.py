"""Forged and broken tokens, all of which must be rejected as an access token.

All are printable ASCII without spaces, so that each can be sent in a header. Most are signed with
the right key: the only fault is the one in their name.
"""

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from blog_api.auth.keys import Keyring, get_kid, to_jwk
from blog_api.auth.tokens import Tokens
from blog_api.settings import Settings
from tests.key_material import rsa_key
from tests.token_forge import ABSENT, Forge, encode

Named = Iterator[tuple[str, str]]

MISTYPED: dict[str, object] = {
    "absent": ABSENT,
    "null": None,
    "true": True,
    "int": 7,
    "float": 7.5,
    "empty": "",
    "list": ["1"],
    "object": {"1": "1"},
}
BAD_IDS = (
    *("0", "-1", "+1", "01", "1.0", "1e3", "0x1", " 1", "1 ", "1\n", "1_0", "1\x00"),
    *("\u0661", "1\u0661", "\uff11", "\u00b2", str(2**63), "9" * 400, "admin", "1' OR '1'='1"),
)
BAD_KIDS = (
    *("../../../../dev/null", "/dev/null", "file:///dev/null", "https://evil.example/key.pem"),
    *("' UNION SELECT 'key' --", "|id", "unknown", "private", "\x00", "0" * 43),
)
BAD_INSTANTS: dict[str, object] = {
    "bool": True,
    "list": [9_999_999_999],
    "object": {},
    "null": None,
    "absent": ABSENT,
    "nonsense": "soon",
    "huge": 10**30,
}
BAD_OBJECTS = {
    "list": b"[]",
    "string": b'"RS256"',
    "number": b"7",
    "null": b"null",
    "no_json": b"{alg:RS256}",
    "no_utf8": b'{"alg":"\xff"}',
    "deep_list": b"[" * 1_400,
    "deep_object": b'{"a":' * 280,
    "open": b'{"alg":"RS256"',
}


def crafted_tokens(
    keyring: Keyring, settings: Settings, *, user_id: int = 1, session_id: int = 1
) -> dict[str, str]:
    """Map names to tokens; pass a live user and session so that only the token is at fault."""
    return spoilt(Forge(keyring, settings, user_id, session_id))


def spoilt(forge: Forge) -> dict[str, str]:
    """Return tokens of this forge with every kind of fault."""
    corpora = (algorithms, hmacs, headers, kids, foreign, claims, instants, objects, shapes, kinds)
    return {name: token for corpus in corpora for name, token in corpus(forge)}


def algorithms(forge: Forge) -> Named:
    for alg in ("none", "None", "NONE", "nOnE", "", "rs256", "HS256", "ES256", "PS256", "EdDSA"):
        text = f"{encode(forge.header(alg=alg))}.{encode(forge.claims())}"
        yield f"alg_{alg}_unsigned", f"{text}."
        yield f"alg_{alg}_signed", forge.sign(text)
    for alg in ("RS384", "RS512", "RSA-OAEP", "dir", "A256GCM"):
        yield f"alg_{alg}", forge.token(forge.header(alg=alg))
    for name, value in (MISTYPED | {"array": ["RS256"]}).items():
        yield f"alg_{name}", forge.token(forge.header(alg=value))


def public_forms(key: rsa.RSAPublicKey) -> Iterator[tuple[str, bytes]]:
    forms = {"spki": PublicFormat.SubjectPublicKeyInfo, "pkcs1": PublicFormat.PKCS1}
    for name, form in forms.items():
        pem = key.public_bytes(Encoding.PEM, form)
        yield f"{name}_pem", pem
        yield f"{name}_pem_stripped", pem.strip()
        yield f"{name}_der", key.public_bytes(Encoding.DER, form)
    yield "modulus", to_jwk(key)["n"].encode()
    yield "empty", b""


def hmacs(forge: Forge) -> Named:
    """Use the public key as an HMAC secret (CVE-2024-33663)."""
    for name, secret in public_forms(forge.keyring.private_key.public_key()):
        for alg in ("HS256", "HS384", "HS512"):
            text = f"{encode(forge.header(alg=alg))}.{encode(forge.claims())}"
            digest = hmac.new(secret, text.encode(), f"sha{alg[2:]}").digest()
            yield f"{alg}_{name}", f"{text}.{encode(digest)}"


def headers(forge: Forge) -> Named:
    types = ("JWT", "rt+jwt", "AT+JWT", "application/at+jwt", "at+jwt ", "id+jwt", ["at+jwt"])
    for index, typ in enumerate((*types, *MISTYPED.values())):
        yield f"typ_{index}", forge.token(forge.header(typ=typ))
    crits: tuple[object, ...] = (["exp"], ["b64"], [], None, "exp", {}, ["x"] * 50)
    for index, crit in enumerate(crits):
        yield f"crit_{index}", forge.token(forge.header(crit=crit, b64=False))
    for member in ("alg", "typ", "kid", "x"):
        twice = b'{"%b":"none",' % member.encode() + forge.header(x="x")[1:]
        yield f"header_{member}_twice", forge.token(twice)
    yield "header_byte_order_mark", forge.token(b"\xef\xbb\xbf" + forge.header())
    yield "header_utf_16", forge.token(forge.header().decode().encode("utf-16"))


def kids(forge: Forge) -> Named:
    for index, kid in enumerate((*BAD_KIDS, *MISTYPED.values())):
        yield f"kid_{index}", forge.token(forge.header(kid=kid))
    yield "kid_of_another_case", forge.token(forge.header(kid=forge.keyring.kid.swapcase()))


def foreign(forge: Forge) -> Named:
    """Sign with a foreign key, offered in the header in every possible way."""
    stranger = rsa_key(2048, 99)
    jwk = to_jwk(stranger.public_key())
    kid = get_kid(stranger.public_key())
    der = stranger.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    offers: dict[str, object] = {
        "jwk": jwk,
        "jku": "https://evil.example/jwks.json",
        "x5u": "https://evil.example/chain.pem",
        "x5c": [base64.b64encode(der).decode()],
        "x5t": encode(hashlib.sha256(der).digest()),
        "nothing": None,
    }
    for name, offer in offers.items():
        ours, theirs = forge.header(**{name: offer}), forge.header(kid=kid, **{name: offer})
        yield f"foreign_{name}_our_kid", forge.token(ours, key=stranger)
        yield f"foreign_{name}_own_kid", forge.token(theirs, key=stranger)


def claims(forge: Forge) -> Named:
    issuer, audience = forge.settings.issuer, forge.settings.jwt_audience
    spoilt: dict[str, tuple[object, ...]] = {
        "iss": ("https://evil.example", issuer + "/", issuer.upper(), [issuer]),
        "aud": ("other", [audience], [audience, "other"], audience.upper()),
        "sub": BAD_IDS,
        "sid": BAD_IDS,
        "jti": ("a" * 129, "a\x00b", "a b", "\ud800", "../jti"),
        "scope": ("admin", "blog admin", "BLOG", ["blog"]),
    }
    for claim, values in spoilt.items():
        numbered = {str(index): value for index, value in enumerate(values)}
        for name, value in (MISTYPED | numbered).items():
            yield f"{claim}_{name}", forge.token(claims=forge.claims(**{claim: value}))


def instants(forge: Forge) -> Named:
    now = int(time.time())
    late: dict[str, object] = {
        "now": now, "past": now - 1, "long_past": 1, "zero": 0, "negative": -(10**12),
        "string": str(now + 600), "float": now + 600.0, "fraction": now + 600.5,
    }  # fmt: skip  # a table of cases
    early: dict[str, object] = {
        "future": now + 120, "string": str(now), "float": float(now), "later_year": 10**11,
        "long_before": -(10**12), "before_1970": -1, "longer_life_than_allowed": now - 301,
    }  # fmt: skip  # a table of cases
    for claim, values in (("exp", late | BAD_INSTANTS), ("iat", early | BAD_INSTANTS)):
        for name, value in values.items():
            yield f"{claim}_{name}", forge.token(claims=forge.claims(**{claim: value}))
    for name, nbf in (("future", now + 600), ("string", "soon"), ("list", [])):
        yield f"nbf_{name}", forge.token(claims=forge.claims(nbf=nbf))
    for text in (b"NaN", b"Infinity", b"-Infinity", b"1e400", b"1" * 1_000):
        raw = forge.claims(exp=ABSENT)[:-1] + b',"exp":%b}' % text
        yield f"exp_raw_{text[:9].decode()}", forge.token(claims=raw)


def objects(forge: Forge) -> Named:
    for name, raw in BAD_OBJECTS.items():
        yield f"header_{name}", forge.token(raw)
        yield f"payload_{name}", forge.token(claims=raw)
        yield f"both_{name}_unsigned", f"{encode(raw)}.{encode(raw)}.c2ln"
    for claim in ("sub", "exp", "iss", "x"):
        twice = b'{"%b":"2",' % claim.encode() + forge.claims(x="x")[1:]
        yield f"payload_{claim}_twice", forge.token(claims=twice)
    nested = forge.claims()[:-1] + b',"x":{"a":1,"a":2}}'
    yield "payload_nested_twice", forge.token(claims=nested)
    yield "payload_utf_16", forge.token(claims=forge.claims().decode().encode("utf-16"))


def shapes(forge: Forge) -> Named:
    token = forge.token()
    header, payload, signature = token.split(".")
    texts = ("x", ".", "..", "...", header, f"{header}.{payload}", f".{payload}.{signature}",
             f"{header}..{signature}", f"{token}.", f".{token}", f"{token}.x", f"{token}.x.y",
             f"{token},{token}", f"{header}.{payload}.", f"{header}.{payload}.AAAA",
             f"{header}.{payload}.{signature[:-4]}", f"{header}.{payload}.{signature}AAAA",
             f"{header}.{payload}.{'A' * len(signature)}", f"{payload}.{header}.{signature}",
             f"{header}.{encode(forge.claims(sub='2'))}.{signature}", "a" * 5_000, "." * 5_000,
             f"{header}.{payload}.{signature}=", f"{header}=.{payload}.{signature}",
             f"{header}.{payload}.!{signature}", f"{token}%00", token.swapcase(),
             f'{{"payload":"{payload}","signature":"{signature}"}}')  # fmt: skip  # a table
    yield from ((f"shape_{index}", text) for index, text in enumerate(texts))
    yield "oversized", forge.token(claims=forge.claims(x="x" * 4_000))
    yield from spellings(forge)


def spellings(forge: Forge) -> Named:
    """Yield correctly signed texts with non-canonical base64."""
    for tail in ("?>", "?>?", "?>?>"):
        parts = [forge.header(x="?>?>?>" + tail), forge.claims(x="?>?>?>" + tail)]
        header, payload = (encode(part) for part in parts)
        standard = (base64.b64encode(part).decode().rstrip("=") for part in parts)
        yield f"padded_{len(tail)}", forge.sign(f"{header}=.{payload}==")
        yield f"standard_alphabet_{len(tail)}", forge.sign(".".join(standard))
        yield f"stray_letter_{len(tail)}", forge.sign(f"{header}.!{payload}")
        if len(payload) % 4:
            yield f"payload_bits_{len(tail)}", forge.sign(f"{header}.{loosen(payload)}")
        if len(header) % 4:
            yield f"header_bits_{len(tail)}", forge.sign(f"{loosen(header)}.{payload}")


def loosen(part: str) -> str:
    """Set an unused bit of the last letter: the same bytes, another text."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return part[:-1] + alphabet[alphabet.index(part[-1]) + 1]


def kinds(forge: Forge) -> Named:
    """Yield real refresh tokens, and expired access tokens."""
    tokens, now = Tokens(forge.keyring, forge.settings), datetime.now(UTC)
    ids = {"user_id": forge.user_id, "session_id": forge.session_id}
    expires_at = now + timedelta(days=1)
    yield "refresh", tokens.issue_refresh(**ids, jti="j", issued_at=now, expires_at=expires_at)
    yield (
        "expired",
        tokens.issue_access(
            user_id=forge.user_id, session_id=forge.session_id, now=now - timedelta(days=1)
        ),
    )
