"""Commands `blog-api data-key generate | rotate | list`, and the check before serving."""

from pathlib import Path
from typing import Final

import typer

from blog_api.auth.data_keys import (
    DataKeys,
    MissingDataKeyError,
    find_file,
    load_data_keys,
    make_data_key,
    parse_data_keys,
)
from blog_api.auth.key_files import (
    UnusableKeyError,
    copy_access,
    create_key_file,
    read_key_file,
)
from blog_api.auth.second_factor.reencryption import Use, list_uses, reencrypt_all
from blog_api.cli.database import open_database, run_in_database, run_once_migrated
from blog_api.cli.errors import Refusal, load_settings
from blog_api.cli.keys import OutFile, explaining_keys
from blog_api.plurals import counted
from blog_api.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None)

NO_FILE: Final = (
    "DATA_KEY is in the environment. Set it to `NEW,OLD` on every server, NEW made by "
    "`blog-api data-key generate`, restart them, run this again, and drop OLD."
)


@app.callback()
def data_key() -> None:
    """Make, rotate and list the keys that encrypt second factors."""


@app.command("generate")
def generate(out: OutFile = None) -> None:
    """Make a key for DATA_KEY or DATA_KEY_FILE: 32 bytes in base64."""
    key = make_data_key()
    if out is None:
        typer.echo(key)
        return
    with explaining_keys():
        try:
            create_key_file(out, f"{key}\n".encode())
        except FileExistsError:
            raise Refusal(f"{out} is there already, and is left as it is.") from None
    typer.echo(f"Made {out}.", err=True)


@app.command("rotate")
def rotate() -> None:
    """Make a new key and encrypt everything with it, while servers read with both keys.

    A running server reads the key file at each use. With DATA_KEY, this uses the first of its keys.
    An interrupted rotation goes on when this is run again.
    """
    settings = load_settings()
    with explaining_keys():
        path = find_file(settings)
        keys = load_data_keys(settings)
        if path is not None and len(keys.by_fingerprint) == 1:
            keys = add_key(path)
    if path is None and len(keys.by_fingerprint) < 2:  # noqa: PLR2004  # the new and the old one
        raise Refusal(NO_FILE)
    with open_database(settings) as url:
        try:
            done = run_in_database(url, lambda db: reencrypt_all(db, keys))
        except MissingDataKeyError as error:
            raise Refusal(f"{error}: add it behind the present one, then run this again.") from None
    if path is not None:
        with explaining_keys():
            write_keys(path, first_line(path))
    current = keys.current
    name = current.fingerprint if current else ""
    secrets = counted(done, "secret was", "secrets were")
    typer.echo(f"The data key is now {name}; {secrets} encrypted with it.")


def add_key(path: Path) -> DataKeys:
    """Put a new key in front of the present one, which goes on decrypting."""
    text = f"{make_data_key()}\n{read_key_file(path).decode()}"
    write_keys(path, text)
    return parse_data_keys(text, str(path))


def first_line(path: Path) -> str:
    return read_key_file(path).decode().replace(",", " ").split()[0] + "\n"


def write_keys(path: Path, text: str) -> None:
    """Replace the file atomically, with its owner and mode."""
    incoming = path.with_name(f"{path.name}.incoming")
    try:
        create_key_file(incoming, text.encode())
    except FileExistsError:
        raise UnusableKeyError(
            f"{incoming}: another rotation is under way; delete this if one was interrupted"
        ) from None
    copy_access(path, incoming)
    incoming.replace(path)


@app.command("list")
def print_keys() -> None:
    """List the data keys by fingerprint, with the number of secrets of each."""
    settings = load_settings()
    with explaining_keys():
        keys = load_data_keys(settings)
    with open_database(settings) as url:
        uses = {use.key_id: use.count for use in run_in_database(url, list_uses)}
    for name in [*keys.by_fingerprint, *(name for name in uses if name not in keys.by_fingerprint)]:
        state = "present" if name in keys.by_fingerprint else "MISSING"
        typer.echo(f"{state}  {name}  {counted(uses.get(name, 0), 'secret')}")


def check_data_keys(settings: Settings, url: str) -> None:
    """Raise a `Refusal` if secrets are encrypted with a key that this server does not have."""
    with explaining_keys():
        keys = load_data_keys(settings)
    uses: list[Use] = run_once_migrated(url, list_uses, [])
    missing = [use for use in uses if use.key_id not in keys.by_fingerprint]
    if missing:
        raise Refusal("\n".join(describe_missing(use, keys) for use in missing))
    if keys.current is None:
        typer.echo("DATA_KEY is not set: nobody can add a second factor.", err=True)


def describe_missing(use: Use, keys: DataKeys) -> str:
    given = keys.current.fingerprint if keys.current else "none"
    factors = counted(use.count, "second factor is", "second factors are")
    return (
        f"{factors} encrypted with the data key "
        f"{use.key_id}, and DATA_KEY has {given}. Set that key, or put it behind the present one; "
        "if it is lost, remove what it encrypts: blog-api mfa reset --username NAME."
    )


def needed_keys(url: str) -> str:
    """Return a sentence about the data keys that the secrets of a database need, or nothing."""
    names = [use.key_id for use in run_in_database(url, list_uses)]
    return f"Its second factors need the data key {', '.join(names)}." if names else ""
