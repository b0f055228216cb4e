"""Headers of a request before it has a `Request`: ASGI sends names in lower case."""

from starlette.types import Scope


def find_header(scope: Scope, name: bytes) -> str | None:
    """Return the first value of a header, or None."""
    for each, value in scope["headers"]:
        if each == name:
            return str(value, "latin-1")
    return None


def list_header(scope: Scope, name: bytes) -> list[str]:
    """Return the values of all lines of a header."""
    return [str(value, "latin-1") for each, value in scope["headers"] if each == name]
