"""What the index of words says: which posts match, or that they are too many to name.

The ids go through our hands, and as PostgreSQL writes an array of them: to read five thousand into
Python and out again takes longer than to find them.
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

from blog_api.db.statement import Statement, constant
from blog_api.live import LivePostSearch
from blog_api.web.pagination import COUNTED

FEW: Final = 1000  # as many as may be sorted
SOME: Final = 5000  # as many as may be looked for in the feed


def query(words: str, prefix: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Asked once for each statement, not for each row."""
    return select(func.search_query(bindparam(words, type_=Text), prefix)).scalar_subquery()


QUERY: Final = query("words", bindparam("prefix", type_=Text))
# The words before the last one, which may be unfinished.
COMPLETE: Final = query("complete", constant(""))
IDS: Final = func.coalesce(
    select(cast(bindparam("ids", type_=Text), ARRAY(BigInteger))).scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Probe:
    """Matches, some or all of them; None where no index can tell, as of "everything but"."""

    count: int | None
    ids: str | None

    def is_whole(self, limit: int) -> bool:
        """Whether these are all matches, drafts and deleted ones among them."""
        return self.count is not None and self.count <= limit


def matching(words: ColumnElement[Any], at_most: int) -> ColumnElement[Any]:
    """An array of ids from the index, in no order."""
    found = func.matching_posts(words, constant(at_most)).column_valued("post_id")
    return func.array(select(found).scalar_subquery())


def probing(ids: ColumnElement[Any]) -> Statement[Probe]:
    """The OFFSET keeps the planner from asking twice."""
    found = select(ids.label("ids")).offset(constant(0)).subquery("found")
    return Statement(
        select(func.cardinality(found.c.ids, type_=Integer), cast(found.c.ids, Text)), Probe
    )


def indexed(at_most: int) -> ColumnElement[Any]:
    """Matches, or null where no index can tell."""
    return case((func.querytree(QUERY) != constant("T"), matching(QUERY, at_most)))


PROBE: Final = probing(indexed(SOME + 1))
COUNTING_PROBE: Final = probing(indexed(COUNTED + 1))
# Whatever matches all matches what comes before its last "and", unless there is an "or" in it.
IS_NARROWER: Final = and_(
    func.starts_with(cast(QUERY, Text), func.concat(cast(COMPLETE, Text), constant(" & "))),
    func.strpos(cast(QUERY, Text), constant("|")) == constant(0),
    func.querytree(COMPLETE) != constant("T"),
)
COMPLETE_PROBE: Final = probing(case((IS_NARROWER, matching(COMPLETE, SOME + 1))))
# A function where an operator would do: for that the planner would ask the index.
NARROW: Final = probing(
    func.array(
        select(LivePostSearch.c.post_id)
        .where(
            LivePostSearch.c.post_id == any_(IDS),
            func.ts_match_vq(LivePostSearch.c.document, QUERY),
        )
        .scalar_subquery()
    )
)
