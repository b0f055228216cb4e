"""Banner that the server prints at its start."""

import sys
from pathlib import Path
from shlex import join, quote

from blog_api.auth.passkeys.relying_party import relying_party_of
from blog_api.cli.sockets import Address
from blog_api.http.api_prefix import API
from blog_api.settings import Settings


def describe_place(settings: Settings, address: Address) -> str:
    data = settings.blog_data_dir.resolve()
    database = "DATABASE_URL" if settings.database_url else f"PostgreSQL in {data / 'postgres'}"
    studio = f"  studio    {address.url}/studio\n" if settings.studio_enabled else ""
    return (
        f"blog_api serves {address.url}{API}\n"
        f"{studio}"
        f"  docs      {address.url}/docs\n"
        f"  database  {database}\n"
        f"  data      {data}\n"
        f"  passkeys  {describe_passkeys(settings, address)}\n"
        f"  proxies   {describe_proxies(settings)}"
    )


def describe_passkeys(settings: Settings, address: Address) -> str:
    """Return the line about passkeys: browsers offer them at the host of PUBLIC_URL alone."""
    if "public_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"public_url": address.url})
    party = relying_party_of(settings)
    return f"at {party.origin}" if party else "none; they need a host name in PUBLIC_URL"


def describe_proxies(settings: Settings) -> str:
    """Return the line about proxies: behind one that is not trusted, limits see one client."""
    if settings.trusted_proxies:
        return f"X-Forwarded-For is believed from {', '.join(settings.trusted_proxies)}"
    return "none; behind one, set TRUSTED_PROXIES, or all clients count as one"


def invite_admin(settings: Settings) -> str:
    """Return the command that creates the first admin, ready to paste into another shell."""
    # The account of the Postman environment `local`.
    arguments = ["create-admin", "--email", "admin@example.com", "--username", "admin"]
    command = join([*how_we_were_called(), *arguments])
    if "blog_data_dir" in settings.model_fields_set:
        command = f"BLOG_DATA_DIR={quote(str(settings.blog_data_dir.resolve()))} {command}"
    hint = " (with the same DATABASE_URL)" if settings.database_url else ""
    return f"  There is no administrator yet. In another shell{hint}:\n    {command}"


def how_we_were_called() -> list[str]:
    program = Path(sys.argv[0])
    if program.name == "__main__.py":
        return [sys.executable, "-m", "blog_api"]
    if program.is_relative_to(Path.cwd()):
        return [str(program.relative_to(Path.cwd()))]
    return [str(program)]
