"""Statements that store the texts of versions, each once."""

from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    false,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import BYTEA, Insert, distinct_on, insert

from blog_api.db.statements import constant
from blog_api.models import RevisionText

MAX_DEPTH: Final = 15  # of bases below a text: bounds the time to read one
Base = RevisionText.alias("base_texts")


def hash_of_text(content: ColumnElement[str]) -> ColumnElement[bytes]:
    return func.sha256(func.convert_to(content, constant("UTF8")), type_=BYTEA)


def whole_texts(versions: CTE) -> Select[Any]:
    return select(versions.c.content_hash, versions.c.content).where(
        versions.c.content.is_not(None)
    )


def text_deltas(versions: CTE) -> Select[Any]:
    """Build the query of texts as differences from their base; whole if no base can be used."""
    prefix, suffix = (bindparam(name, type_=Integer) for name in ("prefix", "suffix"))
    content = versions.c.content
    has_base = Base.c.sha256.is_not(None)
    middle = func.substr(
        content, prefix + constant(1), func.length(content) - prefix - suffix, type_=Text
    )
    is_base = and_(
        Base.c.sha256 == versions.c.base,
        Base.c.sha256 == bindparam("base_hash", type_=BYTEA),
        Base.c.sha256 != versions.c.content_hash,
        Base.c.depth < constant(MAX_DEPTH),
        prefix + suffix > constant(0),
    )
    return (
        select(
            versions.c.content_hash,
            case((has_base, middle), else_=content),
            Base.c.sha256,
            case((has_base, prefix), else_=constant(0)),
            case((has_base, suffix), else_=constant(0)),
            func.coalesce(Base.c.depth + constant(1), constant(0)),
        )
        .outerjoin_from(versions, Base, is_base)
        .where(content.is_not(None))
    )


def storing_texts(texts: Select[Any]) -> Insert:
    """Build the INSERT of new texts, which also locks existing ones until the commit.

    So no existing text is removed before. DO UPDATE of a non-key column with a false condition
    locks (FOR NO KEY UPDATE) and writes nothing. The texts are in the order of their hashes, so
    that two batches do not deadlock.
    """
    text_hash, _, *difference = texts.selected_columns
    names = ["sha256", "body", "base", "prefix", "suffix", "depth"][: 2 + len(difference)]
    once = texts.ext(distinct_on(text_hash)).order_by(text_hash)
    storing = insert(RevisionText).from_select(names, once)
    return storing.on_conflict_do_update(
        index_elements=[RevisionText.c.sha256], set_={"depth": RevisionText.c.depth}, where=false()
    )
