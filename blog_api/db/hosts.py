"""Hosts of a database URL (libpq allows several, separated by commas)."""

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo


def list_hosts(url: str) -> list[tuple[str, str]]:
    """Return the name and the connection string of each host; raise ValueError for no URL."""
    try:
        given = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.ProgrammingError:
        # Its text has the password.
        raise ValueError("DATABASE_READ_URL is no URL of PostgreSQL") from None
    # Among the hosts of a URL it chooses one; a URL of one host is for that host in any role.
    given["target_session_attrs"] = "any"
    lists = {name: given.pop(name, "").split(",") for name in ("host", "hostaddr", "port")}
    found = []
    for number in range(max(map(len, lists.values()))):
        # A single port is that of every host.
        own = {name: each[min(number, len(each) - 1)] for name, each in lists.items()}
        present = {name: value for name, value in own.items() if value}
        name = own["host"] or own["hostaddr"]
        found.append((name, make_conninfo("", **given, **present)))
    return found


def place_of(url: str) -> tuple[str, ...]:
    """Return what tells the servers of two URLs apart."""
    given = conninfo_to_dict(url)
    return tuple(str(given.get(name, "")) for name in ("host", "hostaddr", "port"))
