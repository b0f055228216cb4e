"""Mistakes in the reading of bodies that only a server shows."""

from typing import Final

from tests.fences.plant import Plant

TESTS: Final = "tests/contract/test_bodies.py::"

PLANTS: Final = [
    (
        f"{TESTS}test_a_body_that_is_too_large_is_refused",
        "bodies without end",
        "blog_api/http/middleware/body_limit.py",
        "    if size > limit * 2:\n",
        "    if size > limit:\n",
    ),
    (
        f"{TESTS}test_what_is_not_called_json_is_refused",
        "any media type",
        "blog_api/http/json_body.py",
        "        return\n",
        "        raise UnsupportedMediaTypeError\n",
    ),
    (
        f"{TESTS}test_422_never_repeats_what_was_sent",
        "422 quotes the input",
        "blog_api/http/errors.py",
        '"type": str(error["input"]),',
        '"type": error["type"],',
    ),
]
BODIES: Final = [Plant("server", *plant) for plant in PLANTS]
