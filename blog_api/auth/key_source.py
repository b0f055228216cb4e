"""Reload of the keys without a restart, when key files change or retired keys expire."""

import logging
import time
from pathlib import Path
from typing import Final

from blog_api.auth.key_files import UnusableKeyError
from blog_api.auth.keys import Keyring, list_key_files, load_keyring
from blog_api.settings import Settings

logger = logging.getLogger(__name__)

CHECKED_EVERY_S: Final = 10.0
Seen = dict[Path, tuple[int, int]]


class KeySource:
    """Keys that are read again when a key file changed; checks at most once in 10 s.

    A token of an unknown key causes a check of its own, also at most once in 10 s.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keyring = load_keyring(settings)
        self._seen = look_at(settings)
        self._checked_at = time.monotonic()
        self._searched_at: float | None = None

    def present(self) -> Keyring:
        """Return the current keys, or the previous ones if the files can no longer be read."""
        if time.monotonic() - self._checked_at >= CHECKED_EVERY_S:
            self._checked_at = time.monotonic()
            self._check()
        return self._keyring

    def search(self) -> Keyring:
        """Return the keys after a check now, for a token whose key another server may have made."""
        now = time.monotonic()
        if self._searched_at is None or now - self._searched_at >= CHECKED_EVERY_S:
            self._searched_at = self._checked_at = now
            self._check()
        return self._keyring

    def _check(self) -> None:
        try:
            seen = look_at(self._settings)
            if seen == self._seen:
                return
            self._keyring = load_keyring(self._settings)
        except (UnusableKeyError, OSError) as error:
            logger.warning("The keys of before stay in use: %s", error)
            return
        self._seen = seen
        logger.info("Read the keys again: %d verify", len(self._keyring.public_keys))


def look_at(settings: Settings) -> Seen:
    stats = {path: path.stat() for path in list_key_files(settings)}
    return {path: (stat.st_mtime_ns, stat.st_size) for path, stat in stats.items()}
