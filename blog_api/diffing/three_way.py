"""Three-way merge of single values."""

from typing import TypeVar

Value = TypeVar("Value")
Other = TypeVar("Other")


def three_way(base: Value, yours: Value, theirs: Value, otherwise: Other) -> Value | Other:
    """Return the value of the side that changed it, `otherwise` if both did, differently."""
    if yours in (theirs, base):
        return theirs
    return yours if theirs == base else otherwise
