"""What is printed when the server starts."""

import sys
from pathlib import Path
from shlex import join, quote

from blog_api.cli.listening import Address
from blog_api.settings import Settings


def describe_place(settings: Settings, address: Address) -> str:
    """Where it serves, and where things lie."""
    data = settings.blog_data_dir.resolve()
    database = "DATABASE_URL" if settings.database_url else f"PostgreSQL in {data / 'postgres'}"
    return (
        f"blog_api serves {address.url}{settings.api_prefix}\n"
        f"  docs      {address.url}/docs\n"
        f"  database  {database}\n"
        f"  data      {data}"
    )


def invite_admin(settings: Settings) -> str:
    """The command that makes the first administrator, as it can be pasted into another shell."""
    arguments = ["create-admin", "--email", "you@example.com", "--username", "you"]
    command = join([*how_we_were_called(), *arguments])
    if "blog_data_dir" in settings.model_fields_set:
        command = f"BLOG_DATA_DIR={quote(str(settings.blog_data_dir.resolve()))} {command}"
    hint = " (with the same DATABASE_URL)" if settings.database_url else ""
    return f"  There is no administrator yet. In another shell{hint}:\n    {command}"


def how_we_were_called() -> list[str]:
    """The program as a person in the same folder would type it."""
    program = Path(sys.argv[0])
    if program.name == "__main__.py":
        return [sys.executable, "-m", "blog_api"]
    if program.is_relative_to(Path.cwd()):
        return [str(program.relative_to(Path.cwd()))]
    return [str(program)]
