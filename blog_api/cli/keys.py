"""Commands `blog-api keys generate | publish | rotate | list`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from blog_api.auth.key_files import UnusableKeyError, create_key_file
from blog_api.auth.key_rotation import ListedKey, generate, list_keys, publish, rotate
from blog_api.cli.errors import Refusal, load_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

OutFile = Annotated[
    Path | None,
    typer.Option("--out", help="A new file for the key, mode 0600, instead of standard output."),
]


@app.callback()
def keys() -> None:
    """Make, publish, rotate and list the keys that sign tokens."""


@contextmanager
def explaining_keys() -> Iterator[None]:
    try:
        yield
    except UnusableKeyError as error:
        raise Refusal(str(error)) from None


@app.command("generate")
def generate_key(out: OutFile = None) -> None:
    """Make a private key (RSA, 3072 bits, PEM) for JWT_PRIVATE_KEY or JWT_PRIVATE_KEY_FILE."""
    with explaining_keys():
        pem = generate()
        if out is None:
            typer.echo(pem.decode(), nl=False)
            return
        try:
            create_key_file(out, pem)
        except FileExistsError:
            raise Refusal(f"{out} is there already, and is left as it is.") from None
    typer.echo(f"Made {out}.", err=True)


@app.command("publish")
def publish_key() -> None:
    """Make the next key, which verifies at once and signs after `keys rotate`.

    With several servers, run this first, copy the folder of public keys to all of them, and rotate
    after 10 seconds: each server then knows the new key before it signs.
    """
    with explaining_keys():
        kid = publish(load_settings())
    typer.echo(f"Published {kid}. Once every server has it, run `blog-api keys rotate`.")


@app.command("rotate")
def rotate_key() -> None:
    """Make the published key active, or a new one; the old one verifies until its tokens expire.

    A running server reads the key files again within 10 seconds of its next request.
    """
    with explaining_keys():
        kid = rotate(load_settings())
    typer.echo(f"The active key is now {kid}. A running server signs with it within 10 seconds.")


@app.command("list")
def print_keys() -> None:
    """List the keys that a server started now would use."""
    with explaining_keys():
        for key in list_keys(load_settings()):
            typer.echo(describe(key))


def describe(key: ListedKey) -> str:
    place = key.path or "JWT_PRIVATE_KEY"
    until = f"  until {key.verifies_until:%Y-%m-%d %H:%M} UTC" if key.verifies_until else ""
    return f"{key.state:<9}  {key.kid}  {key.bits} bits  {place}{until}"
