"""Files of deploy/, Compose and nginx: parsed, and checked by their own tools if installed."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from blog_api.cli import MODULES
from blog_api.settings import Settings
from tests.documentation.commands import ROOT, nginx_blocks, read
from tests.documentation.coverage import walk

KUBERNETES: Final = ROOT / "deploy/kubernetes/blog-api.yaml"
UNITS: Final = ROOT / "deploy/systemd"
PLATFORM: Final = "docs/operations/container-platform.md"
SERVER: Final = "docs/operations/plain-server.md"
BLOCK: Final = re.compile(r'(?:[\w-]+|"[^"]*")[^;{}]*(?:;|\{)|\}')


def documents() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(KUBERNETES.read_text()))


def find_all(value: object, key: str) -> list[Any]:
    """Return the values of a key at any depth."""
    if isinstance(value, list):
        return [found for item in value for found in find_all(item, key)]
    if not isinstance(value, dict):
        return []
    deeper = [found for item in value.values() for found in find_all(item, key)]
    return [*([value[key]] if key in value else []), *deeper]


def is_setting(name: str) -> bool:
    return name.lower() in Settings.model_fields


def test_containers_run_commands_that_exist() -> None:
    commands = find_all(documents(), "command")
    assert len(commands) == 2
    assert {program for program, _ in commands} == {"blog-api"}
    assert {name for _, name in commands} <= set(MODULES)


def test_a_configuration_map_has_settings_that_exist() -> None:
    [settings] = [item["data"] for item in documents() if item["kind"] == "ConfigMap"]
    assert all(map(is_setting, settings))
    assert {"ENVIRONMENT", "PUBLIC_URL", "ALLOWED_HOSTS"} <= set(settings)


def test_secrets_of_the_page_are_those_of_the_manifest() -> None:
    named = {found["name"] for found in find_all(documents(), "secretRef")}
    created = set(re.findall(r"create secret generic (\S+)", " ".join(walk(PLATFORM))))
    assert created == named
    literals = re.findall(r"--from-literal=([A-Z_]+)=", " ".join(walk(PLATFORM)))
    assert all(map(is_setting, literals))


def test_every_deployment_has_both_keys() -> None:
    """The signing key, and the data key: without it nobody can add an authenticator app."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert {"JWT_PRIVATE_KEY", "DATA_KEY"} <= set(compose["x-app"]["environment"])
    created = re.findall(r"--from-literal=([A-Z_]+)=", " ".join(walk(PLATFORM)))
    assert {"JWT_PRIVATE_KEY", "DATA_KEY"} <= set(created)
    for name in ("JWT_PRIVATE_KEY_FILE", "DATA_KEY_FILE"):
        [path] = re.findall(rf"^    {name}=(\S+)$", read(SERVER), re.MULTILINE)
        assert f"generate --out {path}" in read(SERVER)


def test_probes_ask_routes_that_exist() -> None:
    paths = {found["path"] for found in find_all(documents(), "httpGet")}
    assert paths == {"/health/live", "/health/ready"}
    assert all(f"`{path}`" in read(PLATFORM) for path in paths)


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not installed here.")
@pytest.mark.parametrize("command", walk(PLATFORM))
def test_kubectl_takes_the_commands(command: str) -> None:
    """Create the secrets without a cluster; the server of the commands is not asked."""
    typed = re.sub(r"\$\(blog-api (?:keys|data-key) generate\)", "a key", command)
    printed = run(["/bin/sh", "-c", f"{typed} --dry-run=client --output=yaml"])
    [secret] = yaml.safe_load_all(printed)
    assert secret["kind"] == "Secret"
    assert secret["metadata"]["namespace"] == "blog"


def test_compose_has_the_services_that_pages_name() -> None:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert set(compose["services"]) == {"database", "migrate", "api", "purge", "cache"}
    assert compose["services"]["cache"]["profiles"] == ["cache"]
    assert compose["services"]["database"]["image"] == "postgres:18"
    assert compose["services"]["migrate"]["command"] == ["blog-api", "migrate"]
    names = {name for found in find_all(compose, "environment") for name in found}
    assert {name for name in names if not is_setting(name)} == {
        *("POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB")
    }


def test_compose_takes_every_setting_of_the_env_file() -> None:
    """Without it, SMTP_URL and REGISTRATION in .env were ignored."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    for name in ("migrate", "api", "purge"):
        service = compose["services"][name]
        assert service["env_file"] == [{"path": ".env", "required": False}], name
        # The network and the volume decide these, not that file.
        fixed = {"DATABASE_URL", "MIGRATION_DATABASE_URL", "BLOG_DATA_DIR"}
        assert fixed <= service["environment"].keys(), name
        owner = service["environment"]["MIGRATION_DATABASE_URL"]
        assert bool(owner) == (name == "migrate")


def test_compose_purges() -> None:
    command = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["purge"]
    assert "blog-api purge;" in command["command"][-1]


def test_mounted_files_exist() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    mounted = re.findall(r"- \./(\S+?):", text)
    assert mounted
    assert all((ROOT / name).is_file() for name in mounted)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here.")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        text = unit.read_text().replace("/opt/blog-api/bin/blog-api", "/bin/true")
        (tmp_path / unit.name).write_text(text)
    printed = run(["systemd-analyze", "verify", *map(str, sorted(tmp_path.iterdir()))])
    assert printed == ""


def test_units_of_the_page_exist() -> None:
    named = set(re.findall(r"[\w-]+\.(?:service|timer)", read(SERVER)))
    assert named == {unit.name for unit in UNITS.iterdir()} - {"blog-api-purge.service"}


def configurations() -> dict[str, str]:
    """Return each configuration of nginx as a part of its `http` block."""
    [guide] = nginx_blocks(SERVER)
    return {"guide": guide, "cache": (ROOT / "docs/nginx-cache.conf").read_text()}


@pytest.mark.parametrize("name", ["guide", "cache"])
def test_blocks_of_nginx_are_closed(name: str) -> None:
    """Each line is a comment, a directive with its semicolon, or the edge of a block."""
    lines = [line.partition("#")[0].strip() for line in configurations()[name].splitlines()]
    assert [line for line in lines if line and not BLOCK.fullmatch(line)] == []
    text = "\n".join(lines)
    assert text.count("{") == text.count("}") > 0


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed here.")
@pytest.mark.parametrize("name", ["guide", "cache"])
def test_nginx_takes_the_configuration(name: str, tmp_path: Path) -> None:
    text = configurations()[name].replace("server api:8000", "server 127.0.0.1:8000")
    text = re.sub(r"\n\s*ssl_certificate.*", "", text).replace("443 ssl", "8443")
    text = text.replace("/var/cache/nginx/blog", str(tmp_path / "cache"))
    # The folders that a package of a distribution creates.
    folders = "\n".join(
        f"{kind}_temp_path {tmp_path / kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = f"pid {tmp_path}/pid;\nerror_log stderr;\nevents {{}}\n"
    (tmp_path / "nginx.conf").write_text(f"{main}http {{\naccess_log off;\n{folders}\n{text}\n}}\n")
    run(["nginx", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")])


def run(command: list[str]) -> str:
    """Return the output of a program that must succeed."""
    done = subprocess.run(["/usr/bin/env", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr
