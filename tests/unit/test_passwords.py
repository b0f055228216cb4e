"""Passwords: hashing, comparison and rejection."""

import asyncio
import logging
import subprocess
import sys
import threading
from pathlib import Path

import bcrypt
import pytest

from blog_api.auth.passwords import DUMMY_HASH, Passwords, count_cores
from blog_api.errors import WeakPasswordError
from blog_api.settings import Settings

pytestmark = pytest.mark.anyio
# "correct horse", made by the bcrypt library itself with four rounds.
OLD_HASH = "$2b$04$1V7TP9guxUjvti2NquDGseiPhhG.9kD3Cq21.Srp.wACBYwaRnh2u"
# A hash of 72 times "x": bcrypt ignores the rest of a longer password.
CUT_HASH = "$2b$04$BVIRnXv03QgJ40tv4W6b/OgL8AnuGo7l0KLw4lI3yfX/fgEqH4ciG"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def make_passwords(rounds: int = 4) -> Passwords:
    return Passwords(Settings(_env_file=None, blog_data_dir=Path("nowhere"), bcrypt_rounds=rounds))


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    return make_passwords()


ODD = {
    "plain": "correct horse",
    "longest": "x" * 256,
    "longest_wide": "\U0001f40e" * 256,
    "nul_first": "\x00abcdefgh",
    "nul_within": "abcd\x00efgh",
    "nul_last": "abcdefgh\x00",
    "accents": "mot de passé",
    "not_normal": "mot de passe\u0301",
    "right_to_left": "\u202e\u05e9\u05dc\u05d5\u05dd \u05dc\u05db",
    "surrogate": "abcdefg\ud800",
    "white_space": "  \t\n        ",
    "controls": "\x01\x02\x7f\x80\x9f\ufeff\u2028\uffff",
}


@pytest.mark.parametrize("password", ODD.values(), ids=ODD)
async def test_any_password_matches_itself_and_nothing_near_it(
    passwords: Passwords, password: str
) -> None:
    hashed = await passwords.hash(password)
    assert hashed.startswith("$bcrypt-sha256$v=2,t=2b,r=4$")
    assert await passwords.matches(password, hashed)
    for near in (password[:-1], password + "x", password + "\x00", password + " ", password[1:]):
        assert not await passwords.matches(near, hashed)


async def test_nothing_is_cut_and_nothing_normalised(passwords: Passwords) -> None:
    hashed = await passwords.hash("x" * 72 + "y")
    assert not await passwords.matches("x" * 72 + "z", hashed)
    hashed = await passwords.hash(ODD["accents"])
    assert not await passwords.matches("mot de passe\u0301", hashed)


async def test_equal_passwords_have_different_hashes(passwords: Passwords) -> None:
    assert await passwords.hash("correct horse") != await passwords.hash("correct horse")


async def test_too_long_is_refused_before_it_is_hashed(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_hash", lambda _: pytest.fail("hashed"))
    with pytest.raises(WeakPasswordError, match="at most 256"):
        await passwords.hash("x" * 257)


@pytest.mark.parametrize("password", ["x" * 257, "x" * 5_000, "\U0001f40e" * 100_000])
async def test_too_long_matches_nothing(passwords: Passwords, password: str) -> None:
    assert not await passwords.matches(password, await passwords.hash(password[:256]))
    assert not await passwords.matches(password, None)
    assert not await passwords.matches(password, CUT_HASH)


@pytest.mark.parametrize("stored", [None, "", "!", "x" * 60, "$2b$04$short", "$argon2id$v=19$m=1"])
async def test_what_is_no_hash_matches_nothing(passwords: Passwords, stored: str | None) -> None:
    for password in ("", "correct horse", "\x00", *ODD.values()):
        assert not await passwords.matches(password, stored)


async def test_old_hashes_match_and_are_to_be_renewed(passwords: Passwords) -> None:
    assert await passwords.matches("correct horse", OLD_HASH)
    assert not await passwords.matches("correct horsf", OLD_HASH)
    assert not await passwords.matches("correct\x00horse", OLD_HASH)
    assert passwords.needs_rehash(OLD_HASH)


async def test_a_hash_of_another_cost_is_to_be_renewed(passwords: Passwords) -> None:
    hashed = await passwords.hash("correct horse")
    assert not passwords.needs_rehash(hashed)
    dearer = make_passwords(rounds=5)
    assert await dearer.matches("correct horse", hashed)
    assert dearer.needs_rehash(hashed)
    assert passwords.needs_rehash(await dearer.hash("correct horse"))


@pytest.mark.parametrize("rounds", [4, 10, 12])
def test_nobodys_hash_is_one_of_the_present_cost(rounds: int) -> None:
    assert not make_passwords(rounds).needs_rehash(DUMMY_HASH.format(rounds=rounds))


@pytest.fixture
def hashed_rounds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the rounds of each hash that bcrypt computes."""
    rounds: list[str] = []
    compute = bcrypt.hashpw

    def remember(password: bytes, salt: bytes) -> bytes:
        rounds.append(salt.split(b"$")[2].decode())
        return compute(password, salt)

    monkeypatch.setattr(bcrypt, "hashpw", remember)
    return rounds


@pytest.mark.parametrize("unknown", ["hash", "password", "both"])
async def test_an_unknown_user_costs_as_much_as_a_known_one(
    hashed_rounds: list[str], unknown: str
) -> None:
    """Hashes are counted, not timed: `scripts/prove --only known-or-not` measures times."""
    passwords = make_passwords(rounds=6)
    known = await passwords.hash("correct horse")
    password = "x" * 300 if unknown != "hash" else "wrong horse"
    stored = known if unknown == "password" else None
    for refused in [("wrong horse", known), (password, stored)]:
        hashed_rounds.clear()
        assert not await passwords.matches(*refused)
        assert hashed_rounds == ["06"]


async def test_at_most_one_thread_per_core_hashes_and_the_loop_goes_on(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, most, lock, release = 0, 0, threading.Lock(), threading.Event()

    def hash_when_released(_: str) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        release.wait(30)
        with lock:
            running -= 1
        assert threading.current_thread() is not threading.main_thread()
        return "hash"

    monkeypatch.setattr(passwords, "_hash", hash_when_released)
    hashing = asyncio.gather(*(passwords.hash("correct horse") for _ in range(4 * count_cores())))
    while running < count_cores():
        await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)  # time for one too many
    release.set()
    assert set(await hashing) == {"hash"}
    assert most == count_cores()


async def test_a_call_that_waits_for_a_core_is_dropped_when_it_is_cancelled(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, started = threading.Event(), []

    def hash_when_released(password: str) -> str:
        started.append(password)
        release.wait(5)
        return "hash"

    monkeypatch.setattr(passwords, "_hash", hash_when_released)
    busy = [asyncio.ensure_future(passwords.hash("busy")) for _ in range(count_cores())]
    waiting = asyncio.ensure_future(passwords.hash("waiting"))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.sleep(0)
    release.set()
    await asyncio.gather(*busy)
    assert "waiting" not in started


def test_cores_are_counted_where_affinity_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert count_cores() == 1


def test_starting_is_silent() -> None:
    """In a new process, where passlib is imported again and every warning is an error."""
    code = "from tests.unit.test_passwords import make_passwords; make_passwords()"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # our own code
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert logging.getLogger("passlib.handlers.bcrypt").level == logging.ERROR
