"""A server with another media folder than the others refuses to serve images, and says why."""

import shutil
from pathlib import Path

import pytest

from tests.factories import World
from tests.pictures import draw
from tests.trust.conftest import Opening


async def served(world: World, name: str) -> tuple[int, str]:
    answer = await world.client.get(f"/media/{name}")
    is_problem = answer.headers["content-type"].startswith("application/problem")
    return answer.status_code, answer.json()["code"] if is_problem else "image"


async def test_servers_with_folders_of_their_own(
    open_world: Opening, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        open_world(blog_data_dir=tmp_path / "one") as one,
        open_world(blog_data_dir=tmp_path / "two") as two,
    ):
        ada = await one.user()
        name = await one.picture(ada, 1)
        assert await served(one, name) == (200, "image")
        assert await served(two, name) == (503, "media_unavailable")
        assert "media.other_folder" in caplog.text
        files = {"file": ("a.png", draw(2), "image/png")}
        refused = await two.client.post("/api/media", files=files, headers=ada.headers)
        assert (refused.status_code, refused.json()["code"]) == (503, "media_unavailable")
        assert refused.headers["retry-after"] == "2"
        shutil.copytree(tmp_path / "one/media", tmp_path / "two/media", dirs_exist_ok=True)
        assert await served(two, name) == (200, "image"), "mended without a restart"


async def test_servers_that_share_a_folder(open_world: Opening, tmp_path: Path) -> None:
    shared = {"blog_data_dir": tmp_path}
    async with open_world(**shared) as one, open_world(**shared) as two:
        ada = await one.user()
        names = [await one.picture(ada, 1), await two.picture(ada, 2)]
        assert [await served(two, name) for name in names] == [(200, "image")] * 2
        [(stored,)] = await one.execute("SELECT media_folder::text FROM blog_settings")
    assert (tmp_path / "media/folder-id").read_text().strip() == stored


async def test_images_from_before_the_id(open_world: Opening, tmp_path: Path) -> None:
    async with open_world(blog_data_dir=tmp_path) as world:
        name = await world.picture(await world.user(), 1)
        await world.execute("UPDATE blog_settings SET media_folder = NULL")
        (tmp_path / "media/folder-id").unlink()
        assert await served(world, name) == (200, "image")
