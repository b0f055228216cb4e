"""Temporary file for posts that are read and checked, until they are written.

Memory does not grow with the source, and nothing is written before all of it was read.
"""

import pickle
from collections import Counter
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import Final

from blog_api.import_export.validation import Accepted

MAX_POSTS: Final = 100
MAX_CHARACTERS: Final = 1_000_000


class Spool:
    """Stores posts in a file that only this process can open."""

    def __init__(self) -> None:
        self._file: Final = TemporaryFile(prefix="blog-import-")  # noqa: SIM115  # closed with the spool
        self._keys: set[str] = set()
        self.count = 0
        # Numbers of posts by the names of their author, so that nothing is read in a transaction.
        self.authors: Final = Counter[tuple[str, ...]]()

    def add(self, post: Accepted, second_key: str | None = None) -> None:
        """Add a post; its keys must not belong to another post."""
        pickle.dump(post, self._file)
        self._keys |= {post.key, *([second_key] if second_key else [])}
        self.count += 1
        self.authors[tuple(post.authors)] += 1

    def has(self, key: str) -> bool:
        return key in self._keys

    def posts(self) -> Iterator[Accepted]:
        self._file.seek(0)
        for _ in range(self.count):
            yield pickle.load(self._file)  # noqa: S301  # written by `add`, in a file without a name

    def batches(self) -> Iterator[list[Accepted]]:
        """Yield posts in batches of bounded size."""
        batch: list[Accepted] = []
        size = 0
        for post in self.posts():
            batch.append(post)
            size += len(post.data.content)
            if len(batch) >= MAX_POSTS or size >= MAX_CHARACTERS:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def close(self) -> None:
        self._file.close()
