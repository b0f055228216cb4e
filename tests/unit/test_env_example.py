"""`.env.example` lists every setting, explained, with its default."""

import re
from pathlib import Path

import pytest

from blog_api.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
ENTRY = re.compile(r"^# ([A-Z_]+)=(.*)$", re.MULTILINE)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_lists_exactly_the_settings() -> None:
    names = [name for name, _ in ENTRY.findall(EXAMPLE.read_text())]
    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)


def test_gives_the_defaults(tmp_path: Path) -> None:
    filled = tmp_path / ".env"
    filled.write_text(ENTRY.sub(r"\1=\2", EXAMPLE.read_text()))
    assert Settings(_env_file=filled) == Settings(_env_file=None)


def test_explains_each() -> None:
    head, *entries = EXAMPLE.read_text().strip().split("\n\n")
    assert head.startswith("# Every setting")
    for entry in entries:
        explanation, setting = entry.split("\n")
        assert re.match(r"# .+[.:]", explanation), entry
        assert ENTRY.fullmatch(setting), entry
