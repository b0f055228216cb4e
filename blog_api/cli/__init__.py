"""`blog-api`: the commands, each in a module that is loaded when it is called for.

So `blog-api keys list` loads nothing of the server, and a worker nothing of the other commands.
"""

from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typing_extensions import override

from blog_api.cli.loading import loading
from blog_api.cli.refusals import speaking_plainly

MODULES: Final = {
    "serve": "serving",
    "migrate": "migrating",
    "create-admin": "admins",
    "keys": "keys",
    "seed": "seeding",
    "export": "exporting",
    "import": "importing",
    "backup": "backing_up",
    "restore": "restoring",
    "archive": "archiving",
    "purge": "purging",
    "recount": "recounting",
    "reindex": "reindexing",
}


class Commands(TyperGroup):
    """Finds a command by its module, and ends it with one sentence when it refuses."""

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


# Locals in a traceback may be passwords and keys.
app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def blog_api() -> None:
    """Run a blog: its server, its database, its administrators and keys.

    Settings are environment variables or lines of .env; .env.example lists them all.
    """
