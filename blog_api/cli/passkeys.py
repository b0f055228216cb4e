"""Warning at the start about passkeys that no browser offers here."""

import typer

from blog_api.auth.passkeys.queries import count_orphaned
from blog_api.auth.passkeys.relying_party import relying_party_of
from blog_api.cli.database import run_once_migrated
from blog_api.plurals import counted
from blog_api.settings import Settings


def warn_of_orphaned_passkeys(settings: Settings, url: str) -> None:
    """Warn after a change of the host in PUBLIC_URL: passkeys belong to the host of their page."""
    party = relying_party_of(settings)
    host = party.id if party else ""
    count = run_once_migrated(url, lambda db: count_orphaned(db, host), 0)
    if count:
        here = f"The host of PUBLIC_URL is {host}" if host else "PUBLIC_URL has an IP address"
        passkeys = counted(count, "passkey was", "passkeys were")
        typer.echo(
            f"{here}, and {passkeys} made at another host, which "
            "browsers do not offer here. Set that host again, or have the owners log in with a "
            "recovery code and add new ones.",
            err=True,
        )
