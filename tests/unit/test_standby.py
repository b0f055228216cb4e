"""The lag of a standby, and what is done once more at the primary."""

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import PoolTimeout

from blog_api.db.hosts import list_hosts, place_of
from blog_api.db.lag import BACK_S, KEPT, MAX_LAG_ALONE_S, LagMeter
from blog_api.db.probe import Position
from blog_api.db.public_reader import is_worth_repeating


class Clock:
    now = 100.0


class Lagging:
    """A primary, whose position is ten times the time, and a standby."""

    def __init__(self, clock: Clock, max_lag_s: float = 1) -> None:
        self.clock = clock
        self.meter = LagMeter(max_lag_s)
        self.as_of: float | None = None

    def check(self, *, replayed: float, is_primary_there: bool = True) -> bool:
        """Return whether the standby is usable one second later; `replayed` is a time."""
        self.clock.now += 1
        now = self.clock.now
        written = Position(now, int(10 * now), is_standby=False)
        self.meter.record_primary(written if is_primary_there else None)
        position = Position(now, int(10 * replayed), is_standby=True)
        self.as_of = self.meter.time_of(position) or self.as_of
        return self.meter.is_recent(self.as_of)


@pytest.fixture
def lagging(monkeypatch: pytest.MonkeyPatch) -> Lagging:
    clock = Clock()
    monkeypatch.setattr(LagMeter, "now", lambda _: clock.now)
    return Lagging(clock)


def test_a_standby_of_unknown_age_is_not_read(lagging: Lagging) -> None:
    assert not lagging.meter.is_recent(None)
    assert not lagging.check(replayed=50)


def test_the_lag_is_that_of_the_newest_position(lagging: Lagging) -> None:
    assert lagging.check(replayed=101)
    assert lagging.check(replayed=101)
    assert not lagging.check(replayed=101)
    assert lagging.check(replayed=104)


def test_an_idle_primary_is_no_lag(lagging: Lagging) -> None:
    for _ in range(100):
        lagging.clock.now += 1
        position = Position(lagging.clock.now, 7, is_standby=False)
        lagging.meter.record_primary(position)
        assert lagging.meter.time_of(position) == lagging.clock.now


def test_a_lag_beyond_what_is_kept_stays_one(lagging: Lagging) -> None:
    seen = [lagging.check(replayed=101) for _ in range(2 * KEPT)]
    assert seen == [True, True] + [False] * (2 * KEPT - 2)


def test_without_a_primary_it_may_be_a_minute_behind(lagging: Lagging) -> None:
    lagging.check(replayed=101)
    for second in range(1, 100):
        is_usable = lagging.check(replayed=101, is_primary_there=False)
        assert lagging.meter.is_primary_away
        assert is_usable == (second <= MAX_LAG_ALONE_S)


def test_a_primary_is_back_once_it_has_answered_for_a_while(lagging: Lagging) -> None:
    for _ in range(10):
        lagging.check(replayed=101, is_primary_there=False)
    for second in range(1, 6):
        lagging.check(replayed=101)
        assert lagging.meter.is_primary_away == (second < BACK_S)


def test_one_silence_begins_the_wait_again(lagging: Lagging) -> None:
    for _ in range(3):
        lagging.check(replayed=101, is_primary_there=False)
        lagging.check(replayed=101)
        assert lagging.meter.is_primary_away


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (psycopg.errors.SerializationFailure, True),  # a conflict with replication
        (psycopg.errors.AdminShutdown, True),
        (psycopg.errors.CannotConnectNow, True),
        (psycopg.errors.UndefinedColumn, True),  # the schema is late too
        (psycopg.OperationalError, True),
        (psycopg.errors.QueryCanceled, False),
        (PoolTimeout, False),
        (psycopg.errors.SyntaxError, False),
        (psycopg.errors.NumericValueOutOfRange, False),
    ],
)
def test_errors_after_which_the_primary_is_asked(
    error: type[psycopg.Error], expected: bool
) -> None:
    assert is_worth_repeating(error()) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://ada:x@one:5433,two:5434/blog", [("one", "5433"), ("two", "5434")]),
        ("postgresql://ada:x@one,two/blog?port=5433", [("one", "5433"), ("two", "5433")]),
        ("postgresql://ada:x@one,two:5434/blog", [("one", None), ("two", "5434")]),
        (
            "postgresql://ada:x@/blog?host=%2Frun%2Fone,%2Frun%2Ftwo",
            [("/run/one", None), ("/run/two", None)],
        ),
        ("postgresql:///blog", [(None, None)]),
    ],
)
def test_hosts_of_a_url(url: str, expected: list[tuple[str | None, str | None]]) -> None:
    hosts = [conninfo_to_dict(connection) for _, connection in list_hosts(url)]
    assert [(host.get("host"), host.get("port")) for host in hosts] == expected
    assert {host["dbname"] for host in hosts} == {"blog"}


def test_parameters_are_those_of_each_host() -> None:
    given = "postgresql://ada:a%20b%27c@one,two/blog?sslmode=require&hostaddr=10.0.0.1,10.0.0.2"
    one, two = (conninfo_to_dict(connection) for _, connection in list_hosts(given))
    assert (one["hostaddr"], two["hostaddr"]) == ("10.0.0.1", "10.0.0.2")
    assert one["password"] == two["password"] == "a b'c"
    assert one["sslmode"] == "require"


def test_a_host_of_two_urls_is_one_server() -> None:
    """A probe of it connects in either role."""
    writing = "postgresql://ada:x@one,two:5433/blog?target_session_attrs=read-write"
    reading = "postgresql://bob:y@two:5433,one/blog?target_session_attrs=prefer-standby"
    written = [connection for _, connection in list_hosts(writing)]
    assert {place_of(c) for c in written} == {place_of(c) for _, c in list_hosts(reading)}
    assert {conninfo_to_dict(c)["target_session_attrs"] for c in written} == {"any"}


def test_a_url_that_is_none_is_not_quoted() -> None:
    with pytest.raises(ValueError, match="DATABASE_READ_URL") as caught:
        list_hosts("postgresql://ada:hidden@[one/blog")
    assert "hidden" not in str(caught.value)
    assert caught.value.__cause__ is None
