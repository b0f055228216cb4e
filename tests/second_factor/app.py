"""An authenticator app, written after RFC 6238 and not with the code under test."""

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.factories import Person, World

MFA = "/api/users/me/mfa"
OTP = "urn:blog-api:grant-type:otp"
RECOVERY = "urn:blog-api:grant-type:recovery-code"


def hotp(secret: bytes, counter: int) -> str:
    digest = hmac.new(secret, struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"


@dataclass
class App:
    """Each code is of a later step than the one before: so no test waits for the clock."""

    person: Person
    secret: str
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, offset: int = 0) -> str:
        step = int(time.time()) // 30 + offset
        return hotp(base64.b32decode(self.secret), step)

    def wrong(self) -> str:
        right = {self.code(offset) for offset in range(-3, 4)}
        return next(code for code in map(str, range(100_000, 100_010)) if code not in right)


async def enrol(world: World, person: Person) -> App:
    """Add an authenticator app with the code of the step before, so the present one is unused."""
    answer = await world.client.post(f"{MFA}/totp", headers=person.headers)
    assert answer.status_code == 200, answer.text
    app = App(person, answer.json()["secret"])
    answer = await world.client.post(
        f"{MFA}/totp/confirm", json={"otp": app.code(-1)}, headers=person.headers
    )
    assert answer.status_code == 200, answer.text
    app.recovery_codes = answer.json()["recovery_codes"]
    return app


async def first_step(world: World, person: Person) -> str:
    """Log in with the password; return the `mfa_token`."""
    answer = await world.tokens(person.username)
    assert (answer.status_code, answer.json()["error"]) == (400, "mfa_required"), answer.text
    token: str = answer.json()["mfa_token"]
    return token


async def second_step(world: World, mfa_token: str, **code: str) -> httpx2.Response:
    grant = RECOVERY if "recovery_code" in code else OTP
    form: dict[str, Any] = {"grant_type": grant, "mfa_token": mfa_token, **code}
    return await world.client.post("/api/auth/login", data=form)


async def forget_steps(world: World, app: App) -> None:
    """Let no code have been used: for a test that needs more than three."""
    await world.execute("UPDATE totp_secrets SET last_step = 0 WHERE user_id = %s", app.person.id)


def bearer(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
