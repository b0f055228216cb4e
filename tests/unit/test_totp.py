"""Codes of authenticator apps against the test vectors of RFC 6238 and RFC 4226."""

import pytest

from blog_api.auth.second_factor.recovery_codes import hash_code, make_codes
from blog_api.auth.second_factor.totp import code_at, encode_secret, find_step

SECRET = b"12345678901234567890"
# RFC 6238, appendix B, SHA-1, the last six of eight digits.
VECTORS = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}
COUNTED = ["755224", "287082", "359152", "969429", "338314"]  # RFC 4226, appendix D


@pytest.mark.parametrize(("instant", "code"), VECTORS.items())
def test_the_vectors_of_the_rfc(instant: int, code: str) -> None:
    assert code_at(SECRET, instant // 30) == code
    assert find_step(SECRET, code, instant) == instant // 30


def test_one_step_either_way() -> None:
    found = [find_step(SECRET, code, 2 * 30 + 29) for code in COUNTED]
    assert found == [None, 1, 2, 3, None]


@pytest.mark.parametrize(
    "code", ["", "28708", "2870820", " 287082", "287082\0", "２８７０８２", "x"]
)
def test_anything_else_is_wrong(code: str) -> None:
    assert find_step(SECRET, code, 59) is None


def test_secrets_are_written_in_base32() -> None:
    assert encode_secret(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_recovery_codes_are_compared_as_people_type_them() -> None:
    code, *others = make_codes()
    assert len({code, *others}) == 10
    assert hash_code(code) == hash_code(f" {code.upper().replace('-', ' ')}\n")
    assert hash_code(code) not in map(hash_code, others)
