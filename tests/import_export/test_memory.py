"""Memory of the command `import`, by Linux's count of bytes."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import anyio.to_thread
import pytest

from tests.factories import World
from tests.import_export.test_pictures import PAGE
from tests.media.drawing import picture

CODE = """if True:
    import atexit
    from pathlib import Path
    from blog_api.cli import app

    def tell_peak():
        lines = Path("/proc/self/status").read_text().splitlines()
        print(next(line.split()[1] for line in lines if line.startswith("VmHWM")))

    atexit.register(tell_peak)
    app()
"""
KILOBYTES = 1024
IMAGES = {
    "alpha.png": partial(picture, size=(6_000, 4_000), colour=9, mode="RGBA"),
    "palette.png": partial(picture, size=(6_000, 4_000), colour=1, mode="P"),
    "photo.jpg": partial(picture, "JPEG", (10_000, 10_000), quality=1),
}


def peak_of_import(site: Path, environment: dict[str, str]) -> int:
    """Return the kilobytes of a real command, which has no child processes."""
    command = [sys.executable, "-c", CODE, "import", str(site), "--author", "ada", "--dry-run"]
    run = subprocess.run(
        command,
        env=os.environ | environment,
        cwd=site.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Would import 1 post; 0 were there already, 0 are left out." in run.stdout, run.stdout
    assert "not imported" not in run.stdout
    return int(run.stdout.splitlines()[-1])


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the peak of a program")
async def test_large_images_one_after_the_other(
    world: World, database_url: str, serving_url: str, tmp_path: Path
) -> None:
    """The command takes 96 MB without images, and may take 200."""
    await world.user("ada")
    environment = {
        "DATABASE_URL": serving_url,
        "MIGRATION_DATABASE_URL": database_url,
        "BLOG_DATA_DIR": str(tmp_path / "data"),
    }
    peaks = []
    for name, images in {"plain": {}, "large": IMAGES}.items():
        site = tmp_path / name
        site.mkdir()
        for file, make in images.items():
            (site / file).write_bytes(make())
        words = "".join(f"\n![]({file})" for file in images)
        page = PAGE.format(title=name, image="https://example.com/a.png") + words
        (site / "page.md").write_text(page)
        peak = partial(peak_of_import, site, environment)
        peaks.append(await anyio.to_thread.run_sync(peak))
    plain, large = peaks
    assert large - plain < 100 * KILOBYTES
