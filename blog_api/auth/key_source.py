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
CHECKED_AGAIN_S: Final = 0.1  # for a token of a key that is not known yet
Seen = dict[Path, tuple[int, int]]


class KeySource:
    """Keys that are read again when a key file changed, which is checked every 10 s at most.

    A rotation reaches workers at different moments. So a token of an unknown key, which may come
    from another worker, causes a check at once; as anyone can send such a token, with a limit.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._keyring = load_keyring(settings)
        self._seen = look_at(settings)
        self._checked_at = time.monotonic()

    def present(self, *, at_once: bool = False) -> Keyring:
        """Return the current keys, or the previous ones if the files can no longer be read."""
        every = CHECKED_AGAIN_S if at_once else CHECKED_EVERY_S
        if time.monotonic() - self._checked_at >= every:
            self._checked_at = time.monotonic()
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
