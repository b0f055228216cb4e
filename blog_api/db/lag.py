"""Age of the data at a standby, from positions in the write-ahead log (LSN).

A position of the primary, with the time before it was asked for, says what a standby that has
replayed it contains: everything that was committed before that time.
"""

import time
from collections import deque
from typing import Final

from blog_api import metrics

# While no primary answers, which a failover ends in less.
MAX_LAG_ALONE_S: Final = 30.0
CHECKED_WITHIN_S: Final = 5.0
KEPT: Final = 240  # positions: two minutes


class LagMeter:
    """Lag at the last check; without a primary it grows with the time since."""

    def __init__(self, max_lag_s: float) -> None:
        self._max_lag_s: Final = max_lag_s
        self._written: Final[deque[tuple[float, int]]] = deque(maxlen=KEPT)
        self._as_of: float | None = None
        self._lag_s: float | None = None
        self._checked_at = 0.0
        self.is_primary_away = False

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def record_primary(self, asked_at: float, position: int | None) -> None:
        """Record the position of the primary; None if it did not answer."""
        self.is_primary_away = position is None
        self._checked_at = self.now()
        if position is not None:
            self._written.append((asked_at, position))

    def record_standby(self, replayed: int) -> None:
        """Record what the standby has replayed, after the primary of the same check."""
        known = [at for at, position in self._written if position <= replayed]
        self._as_of = max(known, default=self._as_of)
        if self._as_of is not None and self._written:
            # Relative to the newest position: one that is replayed is no lag.
            newest = self._written[-1][0]
            self._lag_s = newest - self._as_of
            metrics.STANDBY_LAG.set(self._lag_s)

    def forget_standby(self) -> None:
        self._as_of = self._lag_s = None

    def is_usable(self) -> bool:
        """Return whether the standby is recent enough to read from."""
        if self._as_of is None or self._lag_s is None:
            return False
        if self.now() - self._checked_at > CHECKED_WITHIN_S:
            return False
        if self.is_primary_away:
            return self.now() - self._as_of <= MAX_LAG_ALONE_S
        return self._lag_s <= self._max_lag_s
