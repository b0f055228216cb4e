"""Escaping of user input in LIKE."""


def escaped(search: str | None) -> str | None:
    """Escape `%`, `_` and the backslash, so that they match themselves."""
    if search is None:
        return None
    return search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
