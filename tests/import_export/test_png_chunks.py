"""PNG files with a wrong checksum in a part that decoding does not need."""

import hashlib
from pathlib import Path

import pytest

from tests.factories import World
from tests.import_export.conftest import MediaCommand
from tests.import_export.test_pictures import PAGE
from tests.media.drawing import picture
from tests.media.test_png_chunks import HEAD, damaged_chunk


@pytest.mark.parametrize("kind", [b"zTXt", b"tEXt", b"iTXt"])
async def test_a_text_in_an_image_with_a_wrong_checksum(
    media_blog: MediaCommand, world: World, tmp_path: Path, kind: bytes
) -> None:
    """Some versions of draw.io wrote such; browsers skip the text and show the image."""
    await world.user("ada")
    (tmp_path / "site").mkdir()
    image = picture("PNG", (9, 8))
    broken = image[:HEAD] + damaged_chunk(kind, b"mxfile\0\0x") + image[HEAD:]
    (tmp_path / "site" / "a.png").write_bytes(broken)
    (tmp_path / "site" / "a.md").write_text(PAGE.format(title="A", image="a.png"))
    said = await media_blog("import", tmp_path / "site", "--author", "ada")
    assert said == "Imported 1 post; 0 were there already, 0 are left out."
    assert len(await world.execute("SELECT 1 FROM pictures")) == 1


async def test_a_file_named_by_its_hash_is_not_stored_with_such_a_text(
    media_blog: MediaCommand, world: World, tmp_path: Path
) -> None:
    """Files that were encoded here are stored as they are, and those have no text."""
    await world.user("ada")
    image = picture("PNG", (9, 8))
    broken = image[:-12] + damaged_chunk(b"tEXt", b"a\0b") + image[-12:]
    name = f"{hashlib.sha256(broken).hexdigest()}.png"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / name).write_bytes(broken)
    (tmp_path / "site" / "a.md").write_text(PAGE.format(title="A", image=name))
    await media_blog("import", tmp_path / "site", "--author", "ada")
    assert await world.execute("SELECT 1 FROM pictures") == []
