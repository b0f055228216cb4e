"""Index lookups of a search: the ids of the matching posts, up to a limit.

The ids pass through Python as the text of a PostgreSQL array: parsing and writing five thousand
integers takes longer than finding them.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    ScalarSelect,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statements import Statement, constant
from blog_api.http.pagination import COUNTED
from blog_api.live import LivePostSearch

SORT_MAX: Final = 1000  # up to so many ids are sorted
LOOKUP_MAX: Final = 5000  # up to so many ids are looked up during a scan of the feed


def query(words: str, prefix: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Return the text search query as a scalar subquery, which PostgreSQL evaluates once."""
    return select(func.search_terms(bindparam(words, type_=Text), prefix)).scalar_subquery()


QUERY: Final = query("words", bindparam("prefix", type_=Text))
# The words before the last one, which may be unfinished.
COMPLETE: Final = query("complete", constant(""))
INDEXED_IDS: Final = func.coalesce(
    select(cast(bindparam("ids", type_=Text), ARRAY(BigInteger))).scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Probe:
    """Ids of matches and their number, up to a limit.

    `count` is None if the index cannot answer, for example a search that only excludes words.
    """

    count: int | None
    ids: str | None

    def is_whole(self, limit: int) -> bool:
        """Return whether these are all matches, drafts and posts in the trash included."""
        return self.count is not None and self.count <= limit


def matching(words: ColumnElement[Any], at_most: int) -> ColumnElement[Any]:
    found = func.matching_posts(words, constant(at_most)).column_valued("post_id")
    return func.array(select(found).scalar_subquery())


def probe_statement(ids: ColumnElement[Any]) -> Statement[Probe]:
    # OFFSET 0 keeps the planner from evaluating `ids` twice.
    found = select(ids.label("ids")).offset(constant(0)).subquery("found")
    return Statement(
        select(func.cardinality(found.c.ids, type_=Integer), cast(found.c.ids, Text)), Probe
    )


def matches_or_null(at_most: int) -> ColumnElement[Any]:
    """Return the ids of matches, or null if the index cannot answer."""
    return case((func.querytree(QUERY) != constant("T"), matching(QUERY, at_most)))


PROBE: Final = probe_statement(matches_or_null(LOOKUP_MAX + 1))
COUNTING_PROBE: Final = probe_statement(matches_or_null(COUNTED + 1))
# Posts that match "a and b" also match "a"; this does not hold for queries with "or".
IS_NARROWER: Final = and_(
    func.starts_with(cast(QUERY, Text), func.concat(cast(COMPLETE, Text), constant(" & "))),
    func.strpos(cast(QUERY, Text), constant("|")) == constant(0),
    func.querytree(COMPLETE) != constant("T"),
)
COMPLETE_PROBE: Final = probe_statement(case((IS_NARROWER, matching(COMPLETE, LOOKUP_MAX + 1))))
# A function instead of the operator `@@`, for which the planner would use the index.
NARROW: Final = probe_statement(
    func.array(
        select(LivePostSearch.c.post_id)
        .where(
            LivePostSearch.c.post_id == any_(INDEXED_IDS),
            func.ts_match_vq(LivePostSearch.c.document, QUERY),
        )
        .scalar_subquery()
    )
)
