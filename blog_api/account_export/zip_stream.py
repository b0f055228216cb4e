"""A zip archive that is sent while it is written; no more than one piece is in memory."""

from collections.abc import AsyncIterator
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

MODE: Final = 0o600


class Outlet:
    """A file that can only be written; it keeps what was written since the last `take`."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def flush(self) -> None:
        """There is nothing below to flush."""

    def close(self) -> None:
        """There is nothing to close; `ZipFile` closes no file that it was given."""

    def take(self) -> bytes:
        data = bytes(self._written)
        self._written.clear()
        return data


class ZipStream:
    """Writer of an archive; each method returns the bytes to send next."""

    def __init__(self) -> None:
        self._outlet = Outlet()
        self._zip = ZipFile(self._outlet, "w")

    def add(self, name: str, text: str) -> bytes:
        """Add a small file."""
        self._zip.writestr(self._member(name, ZIP_DEFLATED), text.encode())
        return self._outlet.take()

    async def add_pieces(
        self, name: str, pieces: AsyncIterator[bytes], *, is_compressed: bool = False
    ) -> AsyncIterator[bytes]:
        """Add a file in pieces; one that `is_compressed` already is stored as it is."""
        member = self._member(name, ZIP_STORED if is_compressed else ZIP_DEFLATED)
        with self._zip.open(member, "w", force_zip64=True) as entry:
            async for piece in pieces:
                entry.write(piece)
                yield self._outlet.take()
        yield self._outlet.take()

    def close(self) -> bytes:
        """Return the directory of the archive, without which it cannot be read."""
        self._zip.close()
        return self._outlet.take()

    def _member(self, name: str, method: int) -> ZipInfo:
        member = ZipInfo(name)  # dated 1980: the same content makes the same archive
        member.compress_type = method
        member.external_attr = MODE << 16
        return member
