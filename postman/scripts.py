"""JavaScript of the collection: scripts around each request, and the tests of one."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from postman.request import Actor, Expected

SHARED: Final = Path(__file__).with_name("shared")


def shared_script(name: str) -> list[str]:
    return (SHARED / name).read_text(encoding="utf-8").splitlines()


def tests_of(expected: Expected) -> list[str]:
    """Return the script that Postman runs after a request."""
    return [
        *status_tests(expected),
        *(line for path, value in expected.fields.items() for line in field_test(path, value)),
        *(
            line
            for name, pattern in expected.headers.items()
            for line in header_test(name, pattern)
        ),
        *(line for name, script in expected.checks.items() for line in test(name, script)),
        *savings(expected),
    ]


def status_tests(expected: Expected) -> Iterator[str]:
    yield from test(
        f"status is {expected.status}", f"pm.response.to.have.status({expected.status});"
    )
    if expected.code is not None:
        yield from test(
            f"error code is {expected.code}",
            "const problem = pm.response.json();\n"
            f"pm.expect(problem.code || problem.error).to.eql({quoted(expected.code)});",
        )
    if expected.status in {202, 204, 304}:
        yield from test("body is empty", 'pm.expect(pm.response.text()).to.eql("");')


def field_test(path: str, value: object) -> list[str]:
    """Test one field, by its path such as `author.username` or `items[0].id`."""
    return test(
        f"{path} is {json.dumps(value, ensure_ascii=False)}",
        f"pm.expect(pm.response.json()).to.have.nested.property({quoted(path)})"
        f".that.eqls({javascript(value)});",
    )


def header_test(name: str, pattern: str) -> list[str]:
    """Test one header by a regular expression; variables in it are replaced first."""
    return test(
        f"{name} matches {pattern}",
        f"pm.expect(pm.response.headers.get({quoted(name)}))"
        f".to.match(new RegExp({javascript(pattern)}));",
    )


def test(name: str, script: str) -> list[str]:
    lines = [f"    {line}" for line in script.splitlines()]
    return [f"pm.test({quoted(name)}, function () {{", *lines, "});"]


def savings(expected: Expected) -> Iterator[str]:
    if not (expected.saves or expected.saves_headers or expected.tokens):
        return
    yield f"if (pm.response.code === {expected.status}) {{"
    for variable, path in expected.saves.items():
        yield f"    pm.environment.set({quoted(variable)}, pm.response.json().{path});"
    for variable, name in expected.saves_headers.items():
        yield (
            f"    pm.environment.set({quoted(variable)}, pm.response.headers.get({quoted(name)}));"
        )
    if expected.tokens is not None:
        yield from (f"    {line}" for line in keep_tokens(expected.tokens))
    yield "}"


def keep_tokens(actor: Actor) -> list[str]:
    """Store the token pair, its expiry, the time to refresh it, and what a confirmation needs."""
    return [
        "const answer = pm.response.json();",
        "const wait = Math.max(answer.expires_in - 5, answer.expires_in / 2);",
        f'pm.environment.set("{actor.value}access_token", answer.access_token);',
        f'pm.environment.set("{actor.value}refresh_token", answer.refresh_token);',
        f'pm.environment.set("{actor.value}expires_at", Date.now() + answer.expires_in * 1000);',
        f'pm.environment.set("{actor.value}refresh_at", Date.now() + wait * 1000);',
        'const sent = pm.request.body.urlencoded.get("password");',
        "if (sent) {",
        f'    pm.environment.set("{actor.value}login_password", pm.variables.replaceIn(sent));',
        f'    pm.environment.set("{actor.value}confirmed_until", Date.now() + 30000);',
        "}",
    ]


def javascript(value: object) -> str:
    """Return a literal; variables in texts get their values when the script runs."""
    literal = quoted(value)
    if isinstance(value, str) and "{{" in value:
        filled = f"pm.variables.replaceIn({literal})"
        return f"Number({filled})" if value.endswith("_id}}") else filled
    return literal


def quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
