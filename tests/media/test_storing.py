"""The store: a private folder or a bucket; a process exits cleanly after its use."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from blog_api.media.storage import PIECE_BYTES, Store
from blog_api.settings import Settings
from tests.media.bucket import Bucket, serving_bucket

NAME = f"{'0' * 64}.png"
USE = """
import asyncio, sys
from pathlib import Path
from blog_api.media.storage import Store
from blog_api.settings import Settings

async def use() -> None:
    store = Store(Settings(_env_file=None, blog_data_dir=Path(sys.argv[1])))
    for number in range(20):
        await store.put(f"{number}.png", b"bytes")
        assert await store.find(f"{number}.png") == b"bytes"
        await store.remove(f"{number}.png")

asyncio.run(use())
"""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Set the usual variables."""
    with serving_bucket() as bucket:
        given = {"ENDPOINT_URL": bucket.address, "ALLOW_HTTP": "true", "REGION": "here"}
        keys = {"ACCESS_KEY_ID": "ada", "SECRET_ACCESS_KEY": "secret"}
        for name, value in (given | keys).items():
            monkeypatch.setenv(f"AWS_{name}", value)
        yield bucket


async def use(store: Store) -> None:
    """Put, find and remove, each twice."""
    assert await store.find(NAME) is None
    assert await store.open(NAME) is None
    for data in (b"first", b"second" * 1_000_000):
        await store.put(NAME, data)
        assert await store.find(NAME) == data
        file = await store.open(NAME)
        assert file is not None
        pieces = [piece async for piece in file.pieces()]
        assert (b"".join(pieces), file.size) == (data, len(data))
        assert max(map(len, pieces)) <= PIECE_BYTES


async def test_a_folder(tmp_path: Path) -> None:
    store = Store(Settings(_env_file=None, blog_data_dir=tmp_path / "new"))
    await use(store)
    folder = tmp_path / "new" / "media"
    assert (folder.stat().st_mode & 0o777, [p.name for p in folder.iterdir()]) == (0o700, [NAME])
    for _ in range(2):
        await store.remove(NAME)
    assert list(folder.iterdir()) == []


async def test_a_bucket(bucket: Bucket, tmp_path: Path) -> None:
    store = Store(Settings(_env_file=None, blog_data_dir=tmp_path, media_url="s3://blog/pictures"))
    await use(store)
    assert list(bucket.files) == [f"/blog/pictures/{NAME}"]
    for _ in range(2):
        await store.remove(NAME)
    assert (bucket.files, bucket.credentials) == ({}, {"ada"})


@pytest.mark.parametrize("url", ["", "/srv/media", "http://bucket", "s3://", "file:///etc"])
def test_no_other_place(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(_env_file=None, media_url=url)


def test_a_process_ends_in_peace(tmp_path: Path) -> None:
    """Three runs, as three of ten used to crash."""
    for _ in range(3):
        command = [sys.executable, "-c", USE, str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")
