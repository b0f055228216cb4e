"""How passwords are hashed, compared and refused."""

import asyncio
import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from blog_api.auth import passwords as passwords_module
from blog_api.auth.passwords import NOBODYS_HASH, Passwords, check_password_policy, count_cores
from blog_api.errors import WeakPasswordError
from blog_api.settings import Settings

pytestmark = pytest.mark.anyio
# "correct horse", made by the bcrypt library itself with four rounds.
OLD_HASH = "$2b$04$1V7TP9guxUjvti2NquDGseiPhhG.9kD3Cq21.Srp.wACBYwaRnh2u"
# Of 72 times "x": bcrypt compares no more of a longer one.
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
    assert not make_passwords(rounds).needs_rehash(NOBODYS_HASH.format(rounds=rounds))


@pytest.mark.parametrize("unknown", ["hash", "password", "both"])
async def test_nobody_costs_as_much_as_somebody(unknown: str) -> None:
    """Ten rounds, in turns; time of the processor, which other processes do not disturb."""
    passwords = make_passwords(rounds=10)
    known = await passwords.hash("correct horse")
    refused = (
        "x" * 300 if unknown != "hash" else "wrong horse",
        known if unknown == "password" else None,
    )
    cases = {"known": ("wrong horse", known), "refused": refused}
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(9):
        for name, (password, stored) in cases.items():
            start = time.process_time()
            assert not await passwords.matches(password, stored)
            times[name].append(time.process_time() - start)
    ratio = min(times["refused"]) / min(times["known"])
    assert 0.8 < ratio < 1.25


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
    """In a process of its own, where passlib is imported anew and every warning is an error."""
    code = "from tests.unit.test_passwords import make_passwords; make_passwords()"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # our own code
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert logging.getLogger("passlib.handlers.bcrypt").level == logging.ERROR


OWN = ("ada.lovelace", "Ada.King@Example.org", "Ada Lovelace", "Weiß-Straße", "")
COMMONPLACE = ("password", "PASSWORD1", "12345678", "Qwerty123", "iloveyou", "P@ssw0rd", "aaaaaaaa")
OWN_WORDS = ("ADA.LOVELACE", "ada.king@example.ORG", "ada.king", "ada lovelace", "WEISS-STRASSE")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("x7!kQ2z", "at least 8"),
        ("", "at least 8"),
        ("x" * 257, "at most 256"),
        *((word, "first that anyone") for word in COMMONPLACE),
        *((word, "your own") for word in OWN_WORDS),
    ],
)
def test_weak_passwords_are_refused(password: str, reason: str) -> None:
    with pytest.raises(WeakPasswordError, match=reason) as refusal:
        check_password_policy(password, min_length=8, own=OWN)
    assert (refusal.value.status, refusal.value.code) == (422, "weak_password")


@pytest.mark.parametrize(
    "password",
    [
        "tr0mb0ne",
        "x" * 256,
        "éèêëēėęě",
        "\U0001f40e" * 8,
        "abcd\x00efgh",
        "        ",
        *ODD.values(),
    ],
)
def test_other_passwords_are_taken(password: str) -> None:
    check_password_policy(password, min_length=8, own=OWN)


def test_the_least_length_is_a_setting() -> None:
    check_password_policy("x7!", min_length=3, own=())
    with pytest.raises(WeakPasswordError, match="at least 12"):
        check_password_policy("x7!kQ2zx7!k", min_length=12, own=())


def test_the_list_of_common_passwords_is_packaged_folded_and_sorted() -> None:
    lines = passwords_module.COMMON.decode().splitlines()[1:]
    assert lines == sorted({line.casefold() for line in lines})
    assert len([line for line in lines if len(line) >= 8]) > 4_000
    asked = [*lines, "", "23456", "\n".join(lines)]
    assert [each for each in asked if passwords_module.is_common(each)] == lines
