"""Views of a post, each by another visitor."""

from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import count
from random import randrange
from typing import Final

from benchmarking.load import UnexpectedAnswerError

# Begun anywhere: the database remembers for a day who viewed a post, also from an earlier run.
VISITORS: Final = count(randrange(200 * 250 * 250))  # noqa: S311  # an address, no secret


def view(port: int, path: str) -> None:
    """Count one view of the post, by a visitor of its own: each of an address counts once."""
    rest, fourth = divmod(next(VISITORS), 250)
    second, third = divmod(rest, 250)
    source = (f"127.{second + 1}.{third}.{fourth + 1}", 0)
    with closing(HTTPConnection("127.0.0.1", port, source_address=source)) as connection:
        connection.request("POST", f"{path}/views")
        status = connection.getresponse().status
    if status >= HTTPStatus.BAD_REQUEST:
        raise UnexpectedAnswerError(f"{status} to a view of {path}")
