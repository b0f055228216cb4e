"""What a person can put right is said in a sentence, not a traceback, and exits with 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError

from blog_api.errors import AppError
from blog_api.settings import Settings


class Refusal(Exception):  # noqa: N818  # it is one
    """Its message is what the person at the keyboard reads."""


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Turn a refusal into its sentence on stderr."""
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
    """The settings, or one line for each that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        raise Refusal("\n".join(list_problems(error))) from None


def list_problems(error: ValidationError) -> list[str]:
    """A line a problem, which names the field and never repeats its value: that may be a secret."""
    return [
        f"{'.'.join(map(str, problem['loc'])).upper()}: {text}" if problem["loc"] else text
        for problem in error.errors(include_input=False, include_url=False)
        for text in problem["msg"].removeprefix("Value error, ").splitlines()
    ]
