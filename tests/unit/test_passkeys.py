"""Ceremonies of passkeys: what is verified, and that hostile credentials raise one error only."""

import json
import random
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import ValidationError

from blog_api.auth.credentials import Assertion, NewCredential
from blog_api.auth.passkeys.relying_party import RelyingParty, relying_party_of
from blog_api.auth.passkeys.webauthn import (
    ALGORITHMS,
    CeremonyError,
    StoredPasskey,
    VerifiedPasskey,
    creation_options,
    request_options,
    verify_new,
    verify_use,
)
from blog_api.settings import Settings
from tests.authenticator import Authenticator, b64, raw_of

PARTY = RelyingParty("localhost", "Blog", "http://localhost:8000")
USER_ID = 7
MUTATIONS = 2_000
VECTORS = Path(__file__).parents[1] / "passkeys" / "vectors.json"


async def registered(device: Authenticator, **changes: Any) -> VerifiedPasskey:
    challenge = secrets.token_bytes(32)
    made = device.create(creation_options(PARTY, USER_ID, "ada", challenge, []))
    made["response"] |= changes
    return await verify_new(PARTY, NewCredential.model_validate(made), challenge)


def stored(new: VerifiedPasskey, user_id: int = USER_ID) -> StoredPasskey:
    return StoredPasskey(1, user_id, new.credential_id, new.public_key, new.sign_count)


@pytest.mark.parametrize("alg", ALGORITHMS)
async def test_each_algorithm(alg: int) -> None:
    device = Authenticator(alg=alg)
    passkey = stored(await registered(device))
    challenge = secrets.token_bytes(32)
    signed = Assertion.model_validate(device.get(request_options(PARTY, challenge, [])))
    assert await verify_use(PARTY, signed, challenge, passkey) == 1
    with pytest.raises(CeremonyError):
        await verify_use(PARTY, signed, secrets.token_bytes(32), passkey)
    with pytest.raises(CeremonyError):
        await verify_use(PARTY, signed, challenge, stored(await registered(Authenticator())))


async def test_an_attestation_is_not_read() -> None:
    device = Authenticator()
    challenge = secrets.token_bytes(32)
    made = device.create(creation_options(PARTY, USER_ID, "ada", challenge, []))
    plain = cbor2.loads(raw_of(made["response"]["attestationObject"]))
    attested = plain | {"fmt": "packed", "attStmt": {"alg": -7, "sig": b"none", "x5c": [b"none"]}}
    made["response"]["attestationObject"] = b64(cbor2.dumps(attested))
    new = await verify_new(PARTY, NewCredential.model_validate(made), challenge)
    assert new.credential_id == device.credential_id


async def test_a_short_rsa_key_is_refused() -> None:
    device = Authenticator(alg=-257)
    device.key = rsa.generate_private_key(65537, 1024)  # noqa: S505  # refused for that
    with pytest.raises(CeremonyError):
        await registered(device)


def mutate(text: str, generator: random.Random) -> str:
    """Change, drop or add some bytes."""
    raw = bytearray(raw_of(text))
    for _ in range(generator.randint(1, 3)):
        at = generator.randrange(len(raw))
        kind = generator.random()
        if kind < 0.7:
            raw[at] ^= 1 << generator.randrange(8)
        elif kind < 0.85:
            del raw[at:]
            break
        else:
            raw[at:at] = generator.randbytes(generator.randint(1, 40))
    return b64(bytes(raw))


async def test_no_mutation_is_accepted() -> None:
    """A changed bit of a flag or a name may leave a registration valid: it is not signed."""
    generator = random.Random(20261129)  # noqa: S311  # no secret
    device = Authenticator()
    passkey = stored(await registered(device))
    challenge = secrets.token_bytes(32)
    signed = device.get(request_options(PARTY, challenge, []))
    accepted = 0
    for _ in range(MUTATIONS):
        part = generator.choice(["clientDataJSON", "authenticatorData", "signature"])
        changed = mutate(signed["response"][part], generator)
        if changed == signed["response"][part]:
            continue
        try:
            hostile = Assertion.model_validate(
                signed | {"response": signed["response"] | {part: changed}}
            )
            await verify_use(PARTY, hostile, challenge, passkey)
            accepted += 1
        except (CeremonyError, ValidationError):
            pass
    assert accepted == 0


async def test_a_hostile_registration_raises_one_error() -> None:
    generator = random.Random(20261130)  # noqa: S311  # no secret
    challenge = secrets.token_bytes(32)
    made = Authenticator().create(creation_options(PARTY, USER_ID, "ada", challenge, []))
    for _ in range(MUTATIONS):
        part = generator.choice(["clientDataJSON", "attestationObject", "attestationObject"])
        changed = {part: mutate(made["response"][part], generator)}
        try:
            hostile = NewCredential.model_validate(made | {"response": made["response"] | changed})
            await verify_new(PARTY, hostile, challenge)
        except (CeremonyError, ValidationError):
            pass


@pytest.mark.parametrize("cbor", [b"", b"\x9f" * 9000, b"\xbf" * 9000, b"\xa1" * 9000, b"\xfb"])
async def test_hostile_cbor(cbor: bytes) -> None:
    with pytest.raises((CeremonyError, ValidationError)):
        await registered(Authenticator(), attestationObject=b64(cbor[:6000]))


@pytest.mark.parametrize(
    ("url", "party"),
    [
        ("https://blog.example.org", ("blog.example.org", "https://blog.example.org")),
        ("https://blog.example.org:443", ("blog.example.org", "https://blog.example.org")),
        ("https://Blog.example.org:8443/x", ("blog.example.org", "https://blog.example.org:8443")),
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("http://127.0.0.1:8000", ("localhost", "http://localhost:8000")),
        ("http://127.8.0.1", ("localhost", "http://localhost")),
        ("http://[::1]:8000", ("localhost", "http://localhost:8000")),
        ("https://bücher.example", ("xn--bcher-kva.example", "https://xn--bcher-kva.example")),
        ("http://192.0.2.1:8000", None),
        ("https://[2001:db8::1]", None),
    ],
)
def test_the_relying_party_is_the_host_of_public_url(
    url: str, party: tuple[str, str] | None
) -> None:
    found = relying_party_of(Settings(_env_file=None, public_url=url))
    assert (found and (found.id, found.origin)) == party


async def test_credentials_of_a_browser() -> None:
    """Recorded by `VECTORS=tests/passkeys/vectors.json scripts/passkeys`, from Chromium."""
    recorded = json.loads(VECTORS.read_text())
    party = RelyingParty("blog.example.test", "Blog", recorded["origin"])
    created, *used = recorded["vectors"]
    new = await verify_new(
        party,
        NewCredential.model_validate(created["credential"]),
        raw_of(created["options"]["challenge"]),
    )
    count = new.sign_count
    for one in used:
        passkey = replace(stored(new, user_id=1), sign_count=count)
        assertion = Assertion.model_validate(one["credential"])
        challenge = raw_of(one["options"]["challenge"])
        count = await verify_use(party, assertion, challenge, passkey)
        with pytest.raises(CeremonyError):
            await verify_use(PARTY, assertion, challenge, passkey)
    assert count > new.sign_count
