"""`blog-api keys`."""

import re
from pathlib import Path

from tests.cli.conftest import Run


def test_generate_prints_a_key_that_can_be_used(run: Run) -> None:
    code, pem = run("keys", "generate")
    assert code == 0
    code, said = run("keys", "list", JWT_PRIVATE_KEY=pem)
    assert code == 0
    assert re.fullmatch(r"active {5}\S{43}  3072 bits  JWT_PRIVATE_KEY\n", said)


def test_generate_writes_a_private_file_once(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "private.pem"
    assert run("keys", "generate", "--out", out)[0] == 0
    assert out.stat().st_mode & 0o777 == 0o600
    before = out.read_text()
    code, said = run("keys", "generate", "--out", out)
    assert code == 1
    assert "is there already" in said
    assert out.read_text() == before


def test_rotate_keeps_the_old_key_until_its_tokens_expire(run: Run) -> None:
    old = run("keys", "list")[1].split()
    code, said = run("keys", "rotate")
    assert code == 0
    new, retired = (line.split() for line in run("keys", "list")[1].splitlines())
    assert new[1] in said
    assert new[:2] != old[:2]
    assert retired[:2] == ["retired", old[1]]
    assert "until" in retired


def test_a_key_of_the_environment_cannot_be_rotated(run: Run) -> None:
    _, pem = run("keys", "generate")
    code, said = run("keys", "rotate", JWT_PRIVATE_KEY=pem)
    assert code == 1
    assert said.startswith("JWT_PRIVATE_KEY: ")
    assert "BEGIN" not in said
