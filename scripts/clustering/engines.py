"""Engines of the cluster, started with the configuration of deploy/cluster/."""

import os
import shutil
import sys
from pathlib import Path
from string import Template
from typing import Any, Final

import psycopg
import yaml
from psycopg import sql

from clustering.layout import APIS, HOST, NODES, ROOT, Lab, user_of_postgres
from clustering.packages import find
from clustering.processes import is_root, run, start

TEMPLATES: Final = ROOT / "deploy/cluster"
WATCHDOG: Final = "clustering.watchdog"
# Values that only a laboratory needs: a killed server leaves no shared memory behind.
LOCAL_PARAMETERS: Final = {"dynamic_shared_memory_type": "mmap"}


def variables(lab: Lab, node: int) -> dict[str, str]:
    """Return the variables of the templates, as a person would set them for envsubst."""
    folder = lab.node_folder(node) if node else lab.folder
    is_safe = lab.synchronous_mode != "off"
    return {
        **{f"ADDRESS_{each}": lab.address(each) for each in NODES},
        **{f"{name.upper()}_PASSWORD": value for name, value in lab.passwords.items()},
        "NODE": f"n{node}",
        "ADDRESS": lab.address(node) if node else lab.host,
        "NETWORK": f"{lab.network}.0/24",
        "ETCD_DATA": str(folder / "etcd"),
        "POSTGRES_DATA": str(folder / "data"),
        "POSTGRES_BIN": str(lab.postgres_bin),
        "SOCKET_FOLDER": str(folder),
        "PGPASS_FILE": str(folder / "pgpass"),
        "LOG_FOLDER": str(folder / "log"),
        "SHARED_BUFFERS": "64MB",
        "WATCHDOG": "required" if lab.watchdog else "off",
        "WATCHDOG_DEVICE": str(folder / "watchdog"),
        "SYNCHRONOUS_MODE": lab.synchronous_mode,
        "SYNCHRONOUS_STRICT": str(is_safe).lower(),
        "ARCHIVE_WAL": str(lab.folder / "archive-wal"),
        "ARCHIVE_FOLDER": str(lab.folder / "archive"),
        "HAPROXY_SOCKET": str(lab.folder / "haproxy.sock"),
        "API_A": lab.api_url("a").removeprefix("http://"),
        "API_B": lab.api_url("b").removeprefix("http://"),
        "READ_CHECK": read_check(),
    }


def read_check() -> str:
    """Return the health check for reads that this release has."""
    source = (ROOT / "blog_api/http/health.py").read_text()
    return "/health/readable" if '"/readable"' in source else "/health/ready"


def render(lab: Lab, name: str, node: int = 0) -> str:
    """Fill in a template; an unknown variable is an error."""
    return Template((TEMPLATES / name).read_text()).substitute(variables(lab, node))


def prepare_node(lab: Lab, node: int) -> None:
    """Write a node's configuration; its folder belongs to PostgreSQL's user."""
    folder = lab.node_folder(node)
    (folder / "log").mkdir(parents=True)
    (folder / "etcd.yml").write_text(render(lab, "etcd.yml", node))
    patroni: dict[str, Any] = yaml.safe_load(render(lab, "patroni.yml", node))
    patroni["postgresql"]["parameters"].update(LOCAL_PARAMETERS)
    # Writes to a named pipe what the default driver asks of the kernel.
    patroni["watchdog"]["driver"] = "testing"
    os.mkfifo(patroni["watchdog"]["device"])
    (folder / "patroni.yml").write_text(yaml.safe_dump(patroni))
    (folder / "patroni.yml").chmod(0o600)
    give(folder)


def give(folder: Path) -> None:
    folder.chmod(0o700)
    if is_root():
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user_of_postgres(), user_of_postgres())


def start_etcd(lab: Lab, node: int) -> None:
    file = lab.node_folder(node) / "etcd.yml"
    start(lab, f"etcd-{node}", [lab.folder / "etcd", "--config-file", file], node=node)


def start_patroni(lab: Lab, node: int) -> None:
    python = str(lab.folder / "patroni/bin/python")
    command = [python, "-m", "patroni", str(lab.node_folder(node) / "patroni.yml")]
    start(lab, f"patroni-{node}", command, node=node)


def start_watchdog(lab: Lab) -> None:
    """Start the process that resets nodes; Patroni cannot open a device before it listens."""
    if lab.watchdog:
        settings = {"PYTHONPATH": f"{ROOT}/scripts:{ROOT}"}
        start(lab, "watchdog", [sys.executable, "-m", WATCHDOG], settings=settings)


def start_haproxy(lab: Lab) -> None:
    file = lab.folder / "haproxy.cfg"
    file.write_text(render(lab, "haproxy.cfg"))
    start(lab, "haproxy", [find("haproxy") or "haproxy", "-db", "-f", str(file)])


def start_api(lab: Lab, api: str) -> None:
    """Start a server in production mode, on a schema that `migrate` has made."""
    address, port = lab.api_url(api).removeprefix("http://").split(":")
    command = [sys.executable, "-m", "blog_api", "serve", "--host", address, "--port", port]
    start(lab, f"api-{api}", command, settings=api_settings(lab, api))


def api_settings(lab: Lab, api: str) -> dict[str, str]:
    return {
        "ENVIRONMENT": "production",
        "PUBLIC_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "TRUSTED_PROXIES": lab.host,
        "DATABASE_URL": lab.database_url("serving"),
        "DATABASE_READ_URL": lab.database_url("serving", session="prefer-standby"),
        "JWT_PRIVATE_KEY_FILE": str(lab.folder / "signing-key.pem"),
        "DATA_KEY_FILE": str(lab.folder / "data-key"),
        "BLOG_DATA_DIR": str(lab.folder / f"api-{api}"),
        "ACCESS_TOKEN_EXPIRES_IN": "86400",
        "RATE_LIMITS_ENABLED": "false",
        "SEND_MAIL": "false",
        "DRAIN_DELAY": "3",
        "BCRYPT_ROUNDS": "10",
        "PYTHONPATH": str(ROOT),
    }


def create_database(lab: Lab) -> None:
    """Create the owner and the database, the schema, keys and an administrator."""
    with psycopg.connect(
        lab.database_url("superuser", name="postgres"), autocommit=True
    ) as connection:
        create = sql.SQL("CREATE ROLE blog_owner LOGIN CREATEROLE PASSWORD {}")
        connection.execute(create.format(sql.Literal(lab.passwords["owner"])))
        connection.execute("CREATE DATABASE blog OWNER blog_owner")
    for api in APIS:
        (lab.folder / f"api-{api}").mkdir(mode=0o700)
    settings = {
        **api_settings(lab, "a"),
        "MIGRATION_DATABASE_URL": lab.database_url("owner"),
    }
    program = [sys.executable, "-m", "blog_api"]
    run([*program, "keys", "generate", "--out", str(lab.folder / "signing-key.pem")])
    run([*program, "data-key", "generate", "--out", str(lab.folder / "data-key")])
    run([*program, "migrate"], settings)
    password = lab.folder / "admin-password"
    password.touch(mode=0o600)
    password.write_text(f"{lab.passwords['admin']}\n")
    admin = ["create-admin", "--email", "admin@blog.example", "--username", "admin"]
    command = [*program, *admin, "--password-stdin"]
    run(["/bin/sh", "-c", '"$@" <"$0"', str(password), *command], settings)
