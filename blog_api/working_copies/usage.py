"""Storage that working copies take."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.dialects.postgresql import REGCLASS

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.models import WorkingCopy


@dataclass(frozen=True, slots=True)
class Usage:
    """Number of rows, and bytes with indexes."""

    copies: int
    bytes: int


TABLE: Final = cast(constant(WorkingCopy.name), REGCLASS)
SELECT_USAGE: Final = Statement(
    select(
        select(func.count()).select_from(WorkingCopy).scalar_subquery(),
        cast(func.pg_total_relation_size(TABLE), BigInteger),
    ),
    Usage,
)


async def describe_working_copies(db: Reading) -> str:
    (usage,) = await db.all(SELECT_USAGE)
    return f"{usage.copies}, {usage.bytes:,} bytes with indexes"
