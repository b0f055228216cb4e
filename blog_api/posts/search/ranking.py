"""Ranking of matches, for `sort=relevance`."""

from functools import lru_cache
from typing import Final

from sqlalchemy import BigInteger, Integer, any_, bindparam, cast, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statements import Statement, constant
from blog_api.live import LivePostSearch
from blog_api.posts.search.index import QUERY
from blog_api.posts.search.statements import Match

MATCH_IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
LIMIT: Final = bindparam("limit", type_=Integer)
RANK: Final = cast(
    func.ts_rank(LivePostSearch.c.document, QUERY, constant(1)) * constant(1_000_000_000),
    BigInteger,
)


@lru_cache(maxsize=2)
def rank_statement(*, after_key: bool) -> Statement[Match]:
    """Build the statement that sorts matches by rank, an integer that a cursor holds exactly."""
    ranked = (
        select(LivePostSearch.c.post_id, RANK.label("sort_key"))
        .where(LivePostSearch.c.post_id == any_(MATCH_IDS))
        .subquery("ranked")
    )
    best = (ranked.c.sort_key, ranked.c.post_id)
    rows = (
        select(ranked.c.post_id, ranked.c.sort_key).order_by(*(c.desc() for c in best)).limit(LIMIT)
    )
    if after_key:
        return Statement(
            rows.where(tuple_(*best) < tuple_(bindparam("key"), bindparam("key_id"))), Match
        )
    return Statement(rows.offset(bindparam("offset")), Match)
