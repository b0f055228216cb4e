"""Age of the data at a standby, from positions in the write-ahead log (LSN).

A standby that has replayed a position of the primary has everything that was committed before the
primary was asked for that position.
"""

import time
from collections import deque
from typing import Final

from blog_api import metrics
from blog_api.db.probe import Position

AWAY_AFTER: Final = 2  # questions that the primary does not answer
# Responses until it is there again: the lag at a new primary is known after the second, and by then
# its pool has dropped the connections to the old one.
BACK_AFTER: Final = 4
MAX_LAG_ALONE_S: Final = 30.0  # of a standby while the primary is away
MEASURED_WITHIN_S: Final = 5.0
KEPT: Final = 120  # positions of a minute


class LagMeter:
    """Lag of the standby that is read, as of the last measurement."""

    def __init__(self, max_lag_s: float) -> None:
        self._max_lag_s: Final = max_lag_s
        self._written: Final[deque[Position]] = deque(maxlen=KEPT)
        self._contrary = 0  # responses, or missing ones, since they contradict the next attribute
        self.is_primary_away = False
        self._as_of: float | None = None
        self._measured_at = 0.0

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def record_primary(self, position: Position | None) -> None:
        """Record the response of the primary, or that there is none; a standby is no primary."""
        is_there = False
        if position is not None and not position.is_standby:
            self._written.append(position)
            is_there = True
        self._contrary = self._contrary + 1 if is_there == self.is_primary_away else 0
        if self._contrary >= (BACK_AFTER if is_there else AWAY_AFTER):
            self.is_primary_away = not is_there
            self._contrary = 0

    def record_standby(self, position: Position) -> None:
        """Record what the standby has replayed, after the primary's position of the same check."""
        as_of = self._contents_of(position)
        # Without one, it is still where it was: it lags by more than the positions that are kept.
        self._as_of = self._as_of if as_of is None else as_of
        self._measured_at = self.now()
        if self._as_of is not None:
            metrics.STANDBY_LAG.set(self._lag_of(self._as_of))

    def forget_standby(self) -> None:
        self._as_of = None

    def is_usable(self) -> bool:
        """Return whether the standby that is read is recent enough."""
        if self._as_of is None or self.now() - self._measured_at > MEASURED_WITHIN_S:
            return False
        return self._is_recent(self._as_of)

    def would_be_usable(self, position: Position) -> bool:
        as_of = self._contents_of(position)
        return as_of is not None and self._is_recent(as_of)

    def _is_recent(self, as_of: float) -> bool:
        limit = MAX_LAG_ALONE_S if self.is_primary_away else self._max_lag_s
        return self._lag_of(as_of) <= limit

    def _lag_of(self, as_of: float) -> float:
        """Return the age at the last position of the primary or, while it is away, now."""
        return (self.now() if self.is_primary_away else self._written[-1].asked_at) - as_of

    def _contents_of(self, replayed: Position) -> float | None:
        """Return the time up to which such a standby has every commit; None if unknown."""
        known = (written.asked_at for written in self._written if written.lsn <= replayed.lsn)
        return max(known, default=None)
