"""Command line `blog-api`: each command is a module, imported when it is called.

So `blog-api keys list` does not import the server, and a worker imports no other command.
"""

from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typing_extensions import override

from blog_api.cli.errors import speaking_plainly
from blog_api.cli.gc_pause import loading

MODULES: Final = {
    "serve": "serving",
    "migrate": "migrating",
    "create-admin": "admins",
    "keys": "keys",
    "tokens": "tokens",
    "data-key": "data_keys",
    "mfa": "second_factors",
    "seed": "seeding",
    "export": "exporting",
    "import": "importing",
    "backup": "backing_up",
    "restore": "restoring",
    "archive": "archiving",
    "purge": "purging",
    "stats": "stats",
    "recount": "recounting",
    "reindex": "reindexing",
    "relocate": "relocating",
}


class Commands(TyperGroup):
    """Group of lazily imported commands; a `Refusal` ends a command with one sentence."""

    @override
    def list_commands(self, ctx: Any) -> list[str]:
        return list(MODULES)

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in MODULES:
            return None
        with loading():
            module = import_module(f"{__name__}.{MODULES[cmd_name]}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        return command

    @override
    def invoke(self, ctx: Any) -> Any:
        with speaking_plainly():
            return super().invoke(ctx)


# Local variables in a traceback may be passwords and keys.
app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def print_version(*, is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"blog_api {version('blog_api')}")
        raise typer.Exit


@app.callback()
def blog_api(
    *,
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Run a blog: its server, its database, its administrators and keys.

    Settings are environment variables or lines of .env; .env.example lists them all.
    """
