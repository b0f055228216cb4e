"""A client's search inside LIKE."""


def escaped(search: str | None) -> str | None:
    """`%`, `_` and the escape itself match themselves, with `escape="\\\\"` in the statement."""
    if search is None:
        return None
    return search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
