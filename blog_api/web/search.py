"""A client's search inside LIKE."""


def escaped(search: str | None) -> str | None:
    """`%`, `_` and the backslash that escapes them in the statement match themselves."""
    if search is None:
        return None
    return search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
