"""docs/operations/plain-server.md: its commands and files, with the folders of a test.

systemd is replaced by a reader of its units, and `sudo` by the account of the test: PostgreSQL,
`createuser`, the settings, the units' commands and the server are real.
"""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx2
import pytest
from psycopg.conninfo import conninfo_to_dict

from blog_api.embedded_postgres.server import embedded_postgres
from blog_api.settings import Settings
from tests.cli.served import SERVES
from tests.database import UNSAFE_BUT_FAST, as_role, in_database
from tests.documentation.commands import settings_blocks
from tests.documentation.coverage import walk
from tests.documentation.units import Machine, machine
from tests.documentation.walking import PROGRAMS, Shell
from tests.embedded.test_roles import as_superuser
from tests.live_server import free_port

PAGE: Final = "docs/operations/plain-server.md"
DATABASE: Final = "blog_of_the_guide"
OWNER, SERVING = "guide_owner", "guide_serving"
PASSWORD: Final = "correct horse battery"
NAMES: Final = {
    "blog_owner blog": f"{OWNER} {DATABASE}",
    "blog_owner": OWNER,
    "-o blog -g blog": f"-o {os.getuid()} -g {os.getgid()}",
}


@pytest.fixture
def server_url(data_dir: Path) -> Iterator[str]:
    """Yield the URL of a superuser, such as `postgres` on a Debian machine."""
    as_superuser(data_dir, "ALTER ROLE blog SUPERUSER;\n")
    with embedded_postgres(data_dir, settings=UNSAFE_BUT_FAST) as url:
        yield url


@pytest.fixture
def host(tmp_path: Path, server_url: str) -> Iterator[Machine]:
    """Yield a machine with the settings of the page in its files."""
    paths = {
        "/opt/blog-api/bin": str(PROGRAMS),
        "/var/lib/blog-api": str(tmp_path / "state"),
        "/etc/blog-api": str(tmp_path / "settings"),
    }
    (tmp_path / "settings").mkdir()
    with machine(paths, tmp_path) as made:
        for name, settings in zip(("environment", "migration"), settings_blocks(PAGE), strict=True):
            lines = "".join(f"{key}={value}\n" for key, value in settings.items())
            (tmp_path / "settings" / name).write_text(here(made, lines, server_url))
        yield made


def here(made: Machine, lines: str, server_url: str) -> str:
    """Return the settings with the addresses of this test."""
    for role, name in (("blog_owner:ANOTHER-", OWNER), ("blog_api:A-", SERVING)):
        url = in_database(as_role(server_url, f"{name}:A-PASSWORD"), DATABASE)
        lines = lines.replace(f"postgresql://{role}PASSWORD@127.0.0.1/blog", url)
    return made.here(lines.replace("METRICS_PORT=9100", f"METRICS_PORT={free_port()}"))


@pytest.fixture
def shell(host: Machine, server_url: str) -> Shell:
    """Return a shell in which `sudo` and `postgres` are the account of the test."""
    parts = conninfo_to_dict(server_url)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    connection = {name: str(parts[key]) for key, name in names.items() if key in parts}
    return Shell(host.folder, connection | {"PGDATABASE": "blog"}, NAMES | host.paths)


def type_in(shell: Shell, host: Machine, command: str) -> str:
    """Run a command of the page; return its output."""
    program, *words = shlex.split(command)
    if program == "systemctl":
        return control(host, words)
    if program == "journalctl":
        return host.log(f"{words[1]}.service").read_text()
    if program == "sudo":
        typed = "A-PASSWORD\nA-PASSWORD\n" if "--pwprompt" in words else ""
        return shell.run(command.split(maxsplit=3)[3], typed)
    if program == "systemd-run":
        files = re.findall(r"--property=EnvironmentFile=(\S+)", command)
        shell.settings = host.environment(*map(host.here, files))
        return shell.run(command[command.index("/opt/") :], f"{PASSWORD}\n{PASSWORD}\n")
    return shell.run(command)


def control(host: Machine, words: list[str]) -> str:
    verb, *units = [word for word in words if not word.startswith("--")]
    for unit in units:
        name = unit if "." in unit else f"{unit}.service"
        if verb == "restart":
            host.stop(name)
        host.start(name)
    return ""


def test_the_guide_ends_with_a_server(shell: Shell, host: Machine) -> None:
    said = {command: type_in(shell, host, command) for command in walk(PAGE)}
    assert len(said) == 11
    outputs = "\n".join(said.values())
    assert "Made the administrator admin." in outputs
    assert "Wrote " in outputs
    assert (host.folder / "state").stat().st_mode & 0o777 == 0o700
    assert (host.folder / "state/before-the-upgrade.backup").is_file()
    found = SERVES.search(host.log("blog-api.service").read_text())
    assert found
    check_proxy(found[1], host)


def check_proxy(url: str, host: Machine) -> None:
    """Log in with the headers that nginx sends: the log has the client's address, not nginx's."""
    port = httpx2.URL(url).port
    headers = {
        "Host": "blog.example",
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
    }
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=30) as client:
        form = {"username": "admin", "password": PASSWORD}
        assert client.post("/api/auth/login", data=form).status_code == 200
        assert client.get("/metrics").status_code == 404
    assert '"client": "203.0.113.9"' in host.log("blog-api.service").read_text()


def test_the_files_have_settings_that_exist() -> None:
    named = {name for block in settings_blocks(PAGE) for name in block}
    assert len(named) == 11
    assert {name.lower() for name in named} <= set(Settings.model_fields)
