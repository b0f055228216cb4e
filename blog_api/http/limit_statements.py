"""Statements of the rate limiter, for each of its two tables."""

from dataclasses import dataclass
from typing import Any, Final, Self

from sqlalchemy import (
    CTE,
    ColumnElement,
    Interval,
    Table,
    bindparam,
    case,
    delete,
    func,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.statements import Statement, constant
from blog_api.models import LoginLimit, RateLimit

INTERVAL: Final = bindparam("interval", type_=Interval)
# Until the end of the transaction; evaluated with the row, so before the commit.
COMMITS_LATER: Final = func.set_config(
    constant("synchronous_commit"), constant("off"), true()
) == constant("off")


@dataclass(frozen=True, slots=True)
class LimitStatements:
    """Statements of one table; `expire` removes rows whose limit is fully available again."""

    consume: Statement[float]
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
        left_s = func.extract("epoch", full_at - func.clock_timestamp())
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
        refund = update(table).where(is_key).values(full_at=full_at - INTERVAL)
        reset = delete(table).where(is_key)
        return cls(
            Statement(consume, float, is_durable=False),
            Statement(refund.returning(returned(key)), str, is_durable=False),
            Statement(reset.returning(returned(key)), str, is_durable=False),
            Statement(select(left_s).where(is_key), float),
            Statement(delete(table).where(key == full_rows(table).c.key), int),
        )


def full_rows(table: Table) -> CTE:
    return (
        select(table.c.key)
        .where(table.c.full_at <= func.now())
        .limit(bindparam("batch_size"))
        .with_for_update(skip_locked=True)
        .cte("full")
    )


UNLOGGED: Final = LimitStatements.of(RateLimit)
REPLICATED: Final = LimitStatements.of(LoginLimit, commits_later=True)
