"""The committed collection is the generated one, and its requests cover every operation."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from blog_api.cli.banner import invite_admin
from blog_api.main import create_app
from blog_api.settings import Settings
from postman.collection import DESCRIPTION, FILES, collection
from postman.environment import ENVIRONMENTS, environment
from tests.readme import README

REGENERATE = "run: .venv/bin/python -m postman"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_committed_file_is_what_the_story_makes(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path](), REGENERATE


@pytest.fixture(scope="module")
def paths(settings: Settings) -> dict[str, Any]:
    """Return every operation of the OpenAPI document, by path and method."""
    found: dict[str, Any] = create_app(settings).openapi()["paths"]
    return found


def steps() -> Iterator[dict[str, Any]]:
    """Yield every request of every folder."""
    for folder in collection()["item"]:
        yield from folder["item"]


def operation_of(step: dict[str, Any]) -> tuple[str, str]:
    """Return method and path template, as the OpenAPI document names them."""
    url = step["request"]["url"]
    path = "/".join(re.sub(r"^:(\w+)$", r"{\1}", part) for part in url["path"])
    prefix = "/api/" if "{{api_prefix}}" in url["host"][0] else "/"
    return step["request"]["method"].lower(), prefix + path


def test_every_operation_is_in_some_request(paths: dict[str, Any]) -> None:
    told = {operation_of(step) for step in steps()}
    missing = [
        f"{method} {path}"
        for path, operations in paths.items()
        for method in operations
        if (method, path) not in told
    ]
    assert not missing


def test_folders_have_different_names() -> None:
    names = [folder["name"] for folder in collection()["item"]]
    assert len(names) == len(set(names))


def test_every_request_expects_a_documented_status(paths: dict[str, Any]) -> None:
    for step in steps():
        method, path = operation_of(step)
        expected = re.search(r"to\.have\.status\((\d+)\)", json.dumps(step["event"]))
        assert expected is not None, step["name"]
        assert expected[1] in paths[path][method]["responses"], step["name"]


def test_every_request_checks_more_than_its_status() -> None:
    for step in steps():
        script = "\n".join(step["event"][-1]["script"]["exec"])
        assert script.count("pm.test(") >= 2, step["name"]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_variable_has_an_origin(name: str) -> None:
    text = json.dumps(collection())
    used = set(re.findall(r"\{\{(\w+)\}\}", text))
    made = set(re.findall(r'pm\.environment\.set\(\\"(\w+)\\"', text))
    given = {value["key"] for value in environment(name)["values"]}
    assert used <= made | given


def test_only_the_local_environment_has_a_password_of_an_administrator() -> None:
    for name in ENVIRONMENTS:
        values = {value["key"]: value for value in environment(name)["values"]}
        assert bool(values["admin_password"]["value"]) == (name == "local")
        assert values["admin_password"]["type"] == "secret"


def test_the_banner_the_readme_and_the_collection_name_one_administrator() -> None:
    email = ENVIRONMENTS["local"][1]["admin_email"]
    command = f"create-admin --email {email} --username admin"
    assert command in invite_admin(Settings(_env_file=None))
    assert " ".join(README.read_text().replace("\\\n", " ").split()).count(command) == 2
    assert f"--email {email} --username admin" in " ".join(DESCRIPTION.replace("\\\n", "").split())


def test_only_a_request_without_a_token_waits() -> None:
    """The collection's own script renews a token first, which would run out in the wait."""
    waiting = [
        step
        for step in steps()
        for event in step.get("event", [])
        if event["listen"] == "prerequest" and "setTimeout" in "".join(event["script"]["exec"])
    ]
    assert waiting
    assert {step["request"].get("auth", {}).get("type") for step in waiting} == {"noauth"}
