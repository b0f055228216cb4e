"""Commands `blog-api …` that pages show, run in the order of `EXPECTED` on one database."""

import shlex
from pathlib import Path
from typing import Final

import psycopg
import pytest

from tests.cli.backups import Into
from tests.cli.conftest import Run, Serve
from tests.database import empty
from tests.documentation.commands import all_commands
from tests.documentation.coverage import is_ours

PASSWORD: Final = "correct horse battery"
# Each command and a part of its output.
EXPECTED: Final = {
    "blog-api migrate": "The schema is this release's already.",
    ".venv/bin/blog-api create-admin --email admin@example.com --username admin": "Made the admin",
    "echo 'the admin password' | .venv/bin/blog-api create-admin --email admin@example.com"
    " --username admin --password-stdin": "is already an administrator.",
    "blog-api stats": "revisions: ",
    "blog-api keys generate": "-----BEGIN PRIVATE KEY-----",
    "blog-api data-key generate": "=",
    "blog-api tokens list": "",
    "blog-api keys publish": "Published ",
    "blog-api keys rotate": "The active key is now ",
    "blog-api purge": "Removed 0 ",
    "blog-api recount": "Checked 3 posts: the counters of 0 posts",
    "blog-api reindex": "Indexed 3 posts in the language simple.",
    "blog-api backup FILE": "Wrote ",
    "blog-api restore FILE": "Restored ",
}
# Names of commands that need more than a name.
NAMES: Final = {
    *(f"blog-api {name}" for name in ("backup", "restore", "keys", "seed", "relocate")),
    *(f"blog-api {name}" for name in ("create-admin", "import")),
    *(f"blog-api {name}" for name in ("data-key rotate", "mfa reset", "tokens revoke")),
}
# tests/revisions/test_upkeep.py runs it: here it would end the upgrade of a shared database.
FINISH: Final = "blog-api migrate --finish"
SERVER: Final = "blog-api serve --host 0.0.0.0"


def test_every_command_is_expected() -> None:
    shown = {command.text for command in all_commands() if is_ours(command)}
    assert shown == {*EXPECTED, *NAMES, FINISH, SERVER}


def test_commands_print_what_is_expected(
    run: Run, target: Into, database_url: str, tmp_path: Path
) -> None:
    assert run("seed", "--users", "1", "--posts", "3")[0] == 0
    for command, expected in EXPECTED.items():
        code, said = type_in(run, command.replace("FILE", str(tmp_path / "blog.backup")), target)
        assert code == 0, f"{command}\n{said}"
        assert expected in said, f"{command}\n{said}"
    copy = target["MIGRATION_DATABASE_URL"]
    assert count_posts(copy) == count_posts(database_url) == 3
    empty(copy)


def type_in(run: Run, command: str, target: Into) -> tuple[int, str]:
    """Run a command as a shell would; a restore goes to another database."""
    typed, pipe, piped_into = command.partition(" | ")
    words = shlex.split(piped_into if pipe else command)
    stdin = f"{shlex.split(typed)[1]}\n" if pipe else f"{PASSWORD}\n{PASSWORD}\n"
    return run(*words[1:], stdin=stdin, **(target if "restore" in words else {}))


def count_posts(url: str) -> int:
    with psycopg.connect(url) as db:
        return len(db.execute("SELECT id FROM posts").fetchall())


@pytest.mark.parametrize("command", sorted(NAMES))
def test_names_are_of_commands(run: Run, command: str) -> None:
    code, said = run(*command.split()[1:], "--help")
    assert code == 0
    assert command.removeprefix("blog-api ") in said.splitlines()[0]


def test_a_server_listens_on_every_address(
    serve: Serve, serving_url: str, database_url: str, clean: None
) -> None:
    urls = {"DATABASE_URL": serving_url, "MIGRATION_DATABASE_URL": database_url}
    server = serve(*SERVER.split()[2:], **urls)
    for address in ("127.0.0.1", "127.0.0.2"):
        answer = server.client.get(f"http://{address}:{server.port}/health/live")
        assert answer.status_code == 200
