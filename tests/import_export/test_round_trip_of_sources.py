"""Posts of each source stay equal after an export and an import into an empty database."""

from pathlib import Path

import pytest

from blog_api.plurals import counted
from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.fidelity.test_markdown_originals import SITES
from tests.import_export.sources import make_folder
from tests.import_export.test_cases import CASES
from tests.import_export.test_systems import SYSTEMS, source_of

LONG = "34-long-posts"
CASE_PATHS = [
    path
    for case in sorted(CASES.iterdir())
    for path in (case / "in.xml", case / "in.json", case / "site", case / "lang")
    if path.exists() and case.name != LONG
]


async def there_and_back(blog: Command, world: World, source: Path, out: Path) -> None:
    await world.user("ada")
    await blog("import", source, "--author", "ada")
    before = await all_posts(world)
    pictures = await world.execute("SELECT name, kind FROM pictures ORDER BY name")
    assert before
    await blog("export", out)
    await world.execute("DELETE FROM posts")
    code, said = await blog("import", out)
    assert (code, f"Imported {counted(len(before), 'post')};" in said) == (0, True), said
    assert await all_posts(world) == before
    assert await world.execute("SELECT name, kind FROM pictures ORDER BY name") == pictures


@pytest.mark.parametrize("path", CASE_PATHS, ids=lambda path: path.parent.name)
async def test_a_case(blog: Command, world: World, tmp_path: Path, path: Path) -> None:
    await there_and_back(blog, world, path, tmp_path / "out")


@pytest.mark.parametrize("name", SYSTEMS)
async def test_a_system(blog: Command, world: World, tmp_path: Path, name: str) -> None:
    source = source_of(tmp_path / "source", SYSTEMS[name][0], packed=False)
    await there_and_back(blog, world, source, tmp_path / "out")


@pytest.mark.parametrize("path", sorted(SITES.iterdir()), ids=lambda path: path.name)
async def test_a_site_of_the_corpus(
    blog: Command, world: World, tmp_path: Path, path: Path
) -> None:
    await there_and_back(blog, world, path, tmp_path / "out")


async def test_a_site(blog: Command, world: World, tmp_path: Path) -> None:
    make_folder(tmp_path / "site", each=5)
    await there_and_back(blog, world, tmp_path / "site", tmp_path / "out")
