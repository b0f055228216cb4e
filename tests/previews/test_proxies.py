"""Proxy configurations of this repository keep the tokens of preview links out of logs."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROXIED = sorted(
    path
    for folder in ("docs", "deploy")
    for path in (ROOT / folder).rglob("*")
    if path.is_file()
    and re.search(r"^\s*proxy_pass ", path.read_bytes().decode("latin-1"), re.MULTILINE)
)
LOCATION = re.compile(r"location \^~ /api/previews/ \{(.*?)\}", re.DOTALL)


def test_configurations_are_found() -> None:
    names = {path.name for path in PROXIED}
    assert {"nginx-cache.conf", "plain-server.md"} <= names


@pytest.mark.parametrize("path", PROXIED, ids=lambda path: path.name)
def test_no_log_of_a_proxy_has_the_token(path: Path) -> None:
    text = path.read_text()
    block = LOCATION.search(text)
    assert block is not None
    assert "error_log /dev/null" in block[1]
    assert "proxy_cache blog" not in block[1]
    is_masked = "$logged_uri" in text and "$request_uri" not in without_map(text)
    assert "access_log off;" in block[1] or is_masked


def without_map(text: str) -> str:
    """Return the text without the map that masks, and without the key of the cache."""
    return re.sub(r"map \$uri.*?\}|proxy_cache_key.*?;", "", text, flags=re.DOTALL)
