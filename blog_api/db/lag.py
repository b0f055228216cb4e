"""Age of the data at a standby, from positions in the write-ahead log (LSN).

A standby that has replayed a position of the primary has everything that was committed before the
primary was asked for that position.
"""

import time
from collections import deque
from typing import Final

from blog_api.db.probe import Position

# Until a primary that responds again is there: the lag at a new one is known at once, and by then
# its pool has dropped the connections to the old one.
BACK_S: Final = 2.0
# Of a standby while the primary is away. A failover ends within 28 seconds; no commit is
# acknowledged in them, so that what is shown is rarely as old as it may be.
MAX_LAG_ALONE_S: Final = 60.0
KEPT: Final = 600  # positions of two minutes


class LagMeter:
    """Positions of the primary, and the limits of a lag behind them."""

    def __init__(self, max_lag_s: float) -> None:
        self._max_lag_s: Final = max_lag_s
        self._written: Final[deque[Position]] = deque(maxlen=KEPT)
        self._back_at = 0.0
        self.is_primary_away = False

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def record_primary(self, position: Position | None) -> None:
        """Record where the primary is, or that there is none."""
        if position is None:
            self.is_primary_away = True
            self._back_at = self.now() + BACK_S
            return
        if not self._written or position.asked_at > self._written[-1].asked_at:
            self._written.append(position)
        if self.now() >= self._back_at:
            self.is_primary_away = False

    def time_of(self, replayed: Position) -> float | None:
        """Return the time up to which a standby there has every commit; None if unknown."""
        known = (at.asked_at for at in reversed(self._written) if at.lsn <= replayed.lsn)
        return next(known, None)

    def is_recent(self, as_of: float | None) -> bool:
        """Return whether data of that time may be shown."""
        if as_of is None:
            return False
        limit = MAX_LAG_ALONE_S if self.is_primary_away else self._max_lag_s
        return self.lag_of(as_of) <= limit

    def lag_of(self, as_of: float) -> float:
        """Return the age at the last position of the primary or, while it is away, now."""
        return (self.now() if self.is_primary_away else self._written[-1].asked_at) - as_of
