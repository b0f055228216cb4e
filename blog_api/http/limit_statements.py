"""Statements of the rate limiter, for each of its two tables."""

from dataclasses import dataclass
from typing import Any, Final, Self

from sqlalchemy import (
    CTE,
    ColumnElement,
    Double,
    Interval,
    Table,
    TableValuedAlias,
    Text,
    any_,
    bindparam,
    case,
    cast,
    column,
    delete,
    func,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from blog_api.db.statements import Statement, constant
from blog_api.models import LoginLimit, RateLimit

INTERVAL: Final = bindparam("interval", type_=Interval)
# Until the end of the transaction; evaluated with the row, so before the commit.
COMMITS_LATER: Final = func.set_config(
    constant("synchronous_commit"), constant("off"), true()
) == constant("off")


def given_limits(name: str) -> TableValuedAlias:
    """Build the rows of three arrays, one for each limit, under a name."""
    arrays = (
        bindparam("keys", type_=ARRAY(Text)),
        bindparam("intervals", type_=ARRAY(Interval)),
        bindparam("windows", type_=ARRAY(Interval)),
    )
    columns = column("key", Text), column("interval", Interval), column("window", Interval)
    given = func.unnest(*arrays).table_valued(*columns, with_ordinality="place")
    return given.render_derived(name)


def upsert_each(table: Table) -> Insert:
    """Build the upsert of all given limits, in their order, but for those that are used up."""
    rows, own = given_limits("rows"), given_limits("own")
    start = func.greatest(table.c.full_at, func.clock_timestamp())

    def of_row(value: ColumnElement[Any]) -> ColumnElement[Any]:
        is_own = own.c.key == literal_column("excluded.key")
        return select(value).where(is_own).scalar_subquery()

    given = select(rows.c.key, func.clock_timestamp() + rows.c.interval).order_by(rows.c.place)
    return (
        insert(table)
        .from_select(["key", "full_at"], given)
        .on_conflict_do_update(
            index_elements=[table.c.key],
            set_={"full_at": start + of_row(own.c.interval)},
            where=func.clock_timestamp() + of_row(own.c.window) >= start + of_row(own.c.interval),
        )
    )


@dataclass(frozen=True, slots=True)
class Consumed:
    """A limit that one was consumed of, and the seconds until all of it is available again."""

    key: str
    used_s: float


@dataclass(frozen=True, slots=True)
class LimitStatements:
    """Statements of one table; `expire` removes rows whose limit is fully available again.

    `consume_each` returns no row for a limit that is used up; it locks rows in the order given.
    """

    consume: Statement[float]
    consume_each: Statement[Consumed]
    refund: Statement[str]
    reset: Statement[str]
    used: Statement[float]
    expire: Statement[int]

    @classmethod
    def of(cls, table: Table, *, commits_later: bool = False) -> Self:
        """Make the statements; `commits_later` does not wait for the disk or a standby.

        A crash then loses the last fractions of a second, and a log-in costs no additional flush.
        """

        def returned(value: ColumnElement[Any]) -> ColumnElement[Any]:
            return case((COMMITS_LATER, value)) if commits_later else value

        key, full_at = table.c.key, table.c.full_at
        start = func.greatest(full_at, func.clock_timestamp())
        is_key = key == bindparam("key")
        left_s = cast(func.extract("epoch", full_at - func.clock_timestamp()), Double)
        consume = (
            insert(table)
            .values(key=bindparam("key"), full_at=func.clock_timestamp() + INTERVAL)
            .on_conflict_do_update(
                index_elements=[key],
                set_={"full_at": start + INTERVAL},
                where=func.clock_timestamp() + bindparam("window", type_=Interval)
                >= start + INTERVAL,
            )
            .returning(returned(left_s))
        )
        consume_each = upsert_each(table).returning(key, returned(left_s))
        refund = update(table).where(is_key).values(full_at=full_at - INTERVAL)
        reset = delete(table).where(is_key)
        return cls(
            Statement(consume, float, is_durable=False),
            Statement(consume_each, Consumed, is_durable=False),
            Statement(refund.returning(returned(key)), str, is_durable=False),
            Statement(reset.returning(returned(key)), str, is_durable=False),
            Statement(select(left_s).where(is_key), float),
            Statement(delete(table).where(key == full_rows(table).c.key), int),
        )


def consuming_daily() -> Statement[str]:
    """Build the upsert of the first of the given keys that was not consumed in the last day.

    It returns no row if there is none, or if another transaction has just consumed it.
    """
    now, day = func.clock_timestamp(), cast(constant("1 day"), Interval)
    slot = given_keys("slot")
    used = select(RateLimit.c.key).where(RateLimit.c.key == slot.c.key, RateLimit.c.full_at > now)
    free = select(slot.c.key, now + day).where(~used.exists()).limit(constant(1))
    rows = insert(RateLimit).from_select(["key", "full_at"], free)
    upsert = rows.on_conflict_do_update(
        index_elements=[RateLimit.c.key],
        set_={"full_at": rows.excluded.full_at},
        where=RateLimit.c.full_at <= now,
    )
    return Statement(upsert.returning(RateLimit.c.key), str, is_durable=False)


def given_keys(name: str) -> TableValuedAlias:
    """Build the rows of the array of keys, under a name."""
    keys = func.unnest(bindparam("keys", type_=ARRAY(Text)))
    return keys.table_valued(column("key", Text)).render_derived(name)


def full_rows(table: Table) -> CTE:
    return (
        select(table.c.key)
        .where(table.c.full_at <= func.now())
        .limit(bindparam("batch_size"))
        .with_for_update(skip_locked=True)
        .cte("full")
    )


CONSUME_DAILY: Final = consuming_daily()
COUNT_DAILY: Final = Statement(
    select(func.count()).where(
        RateLimit.c.key == any_(bindparam("keys", type_=ARRAY(Text))),
        RateLimit.c.full_at > func.clock_timestamp(),
    ),
    int,
)
UNLOGGED: Final = LimitStatements.of(RateLimit)
REPLICATED: Final = LimitStatements.of(LoginLimit, commits_later=True)
