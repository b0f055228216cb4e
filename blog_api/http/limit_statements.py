"""Statements of the rate limiter, for each of its two tables."""

from dataclasses import dataclass
from typing import Final, Self

from sqlalchemy import Interval, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.statements import Statement

INTERVAL: Final = bindparam("interval", type_=Interval)


@dataclass(frozen=True, slots=True)
class LimitStatements:
    """Statements of one table; `expire` removes rows whose limit is fully available again."""

    consume: Statement[float]
    refund: Statement[str]
    reset: Statement[str]
    used: Statement[float]
    expire: Statement[int]

    @classmethod
    def of(cls, table: Table) -> Self:
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
            .returning(left_s)
        )
        refund = update(table).where(is_key).values(full_at=full_at - INTERVAL).returning(key)
        full = (
            select(key)
            .where(full_at <= func.now())
            .limit(bindparam("batch_size"))
            .with_for_update(skip_locked=True)
            .cte("full")
        )
        return cls(
            Statement(consume, float),
            Statement(refund, str),
            Statement(delete(table).where(is_key).returning(key), str),
            Statement(select(left_s).where(is_key), float),
            Statement(delete(table).where(key == full.c.key), int),
        )
