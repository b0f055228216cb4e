"""Errors that a user can correct: printed as one sentence without a traceback, exit status 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError

from blog_api.errors import AppError
from blog_api.settings import Settings


class Refusal(Exception):  # noqa: N818  # it is one
    """Error with a message for the user of the command line."""


@contextmanager
def speaking_plainly() -> Iterator[None]:
    try:
        yield
    except (Refusal, AppError) as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        typer.echo(f"{place}{error.strerror or error}", err=True)
        raise typer.Exit(1) from None


def load_settings() -> Settings:
    """Return the settings; raise a `Refusal` with one line for each invalid setting."""
    try:
        return Settings()
    except ValidationError as error:
        raise Refusal("\n".join(list_problems(error))) from None
    except ValueError as error:  # a `.env` file owned by another user
        raise Refusal(str(error)) from None


def list_problems(error: ValidationError) -> list[str]:
    """Return a line per problem: the setting, never its value, which may be a secret."""
    return [
        f"{'.'.join(map(str, problem['loc'])).upper()}: {text}" if problem["loc"] else text
        for problem in error.errors(include_input=False, include_url=False)
        for text in problem["msg"].removeprefix("Value error, ").splitlines()
    ]
