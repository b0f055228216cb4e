"""Password policy: length, common passwords, and those like one's own name."""

import pytest

from blog_api.auth import passwords as passwords_module
from blog_api.auth.passwords import check_password_policy
from blog_api.errors import WeakPasswordError
from tests.unit.test_passwords import ODD

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
