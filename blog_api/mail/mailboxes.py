"""Equality of mailboxes."""

from sqlalchemy import ColumnElement, SQLColumnExpression, func


def is_same_mailbox(
    one: SQLColumnExpression[str], other: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """Return SQL: the addresses are equal except for the case of ASCII characters.

    Other characters must be equal, so the collation is "C": `İ` in place of `i` is another mailbox,
    although the database folds both to one login name.
    """
    return func.lower(one.collate("C")) == func.lower(other.collate("C"))
