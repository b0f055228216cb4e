"""One hostile value at a time in an otherwise valid request, in every place that takes it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx2

from tests.clients import PROBLEM, check_problem
from tests.contract.hostile.bodies import BODIES, FORMS, MULTIPARTS, VALUES
from tests.contract.hostile.headers import ANYWHERE, HEADERS, READ_EVERYWHERE
from tests.contract.hostile.texts import ENCODED, SECRET, TEXTS
from tests.factories import PASSWORD
from tests.operations import FORM, JSON, MULTIPART, Operation
from tests.pictures import as_form
from tests.raw_client import send_raw
from tests.stage import Stage, Values

ECHO_LENGTH: Final = 8
SURROUNDED: Final = {"/api/posts", "/api/auth/login"}
LOST_PATH: Final = {404, 405}
KINDS: Final = (
    JSON.encode(),
    FORM.encode(),
    b"multipart/form-data; boundary=x",
    b"text/plain",
    b"",
)
Header = tuple[bytes, bytes]
NEEDED_QUERY = {
    "GET /api/redirects": "?path=/2015/06/boat",
    "DELETE /api/posts/{post_id}/revisions/{version}": "?reason=Spam",
}


@dataclass(frozen=True)
class Attempt:
    """A request, the value that no error may quote, and the kind of its place."""

    kind: str
    target: str
    value: str = ""
    body: bytes = b""
    headers: tuple[Header, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True)
class Target:
    """An operation with the values of a valid request."""

    operation: Operation
    values: Values
    body: dict[str, Any]

    @property
    def address(self) -> str:
        return self.operation.address(self.values)

    @property
    def good_address(self) -> str:
        """Return the URL with the required query parameters."""
        return self.address + NEEDED_QUERY.get(self.operation.name, "")

    @property
    def is_upload(self) -> bool:
        return (self.operation.media_type or "") in MULTIPART.split(";")

    @property
    def media_type(self) -> tuple[Header, ...]:
        kind = MULTIPART if self.is_upload else self.operation.media_type
        return ((b"content-type", kind.encode()),) if kind else ()

    def kind_of(self, name: str) -> str:
        """Equal for parameters and fields of one name and type."""
        return f"{name} {self.operation.types.get(name)}"

    @property
    def content(self) -> bytes:
        """Return the valid body."""
        if self.is_upload:
            return as_form()
        if self.operation.media_type == FORM:
            return urlencode(self.body).encode()
        return json.dumps(self.body).encode() if self.operation.media_type else b""


def aim(operation: Operation, stage: Stage) -> Target:
    """Select an existing target; for restores one in the trash."""
    things, person = stage.things["author"], stage.people["admin"]
    live = things["comment"] | things["live"] | things["account"] | things["session"]
    gone = things["comment-trash"] | things["trash"] | stage.things["deleted"]["account"]
    of_trash = operation.path.endswith("/restore") or "/trash" in operation.path
    values = live | things["deletion"] | things["change"] | (gone if of_trash else {})
    values |= {"transfer_id": things["offer"]["transfer_id"]}
    values["request_id"] = things["request"]["request_id"]
    values["token_id"] = things["access-token"]["token_id"]
    values |= things["picture"] if operation.path.startswith("/media/") else {}
    plain = {
        "ids": [values["post_id"]],
        "username": person.username,
        "email": person.email,
        "token": "t" * 43,
        "password": PASSWORD,
        "current_password": PASSWORD,
        "new_password": PASSWORD + "?",
        "refresh_token": person.refresh_token,
        "content": "Words.",
    }
    wanted = operation.fields if operation.media_type == FORM else operation.required
    body = {name: plain[name] for name in wanted if name in plain}
    return Target(operation, values, body | operation.example)


def in_path(target: Target) -> Iterator[Attempt]:
    """Yield one for each parameter of the path."""
    for name in target.operation.path_parameters:
        kind = target.kind_of(name)
        for value in (*map(encode, TEXTS), *ENCODED):
            address = target.operation.address(target.values | {name: value})
            yield Attempt(kind, address, value, target.content, target.media_type, elsewhere=True)


def in_query(target: Target) -> Iterator[Attempt]:
    """Yield one for each query parameter, once and twice, and a few unknown ones."""
    for name, values in every(target.operation.query, (*map(encode, TEXTS), *ENCODED)):
        for value in values:
            query = f"{target.address}?{name}={value}"
            yield Attempt(target.kind_of(name), query, value, target.content, target.media_type)
        for query in (f"{name}=1&{name}=2", f"{name}", f"{name}[]=1", f"{name}[a]=1", "&&=&=="):
            address = f"{target.address}?{query}"
            yield Attempt(target.kind_of(name), address, "", target.content, target.media_type)


def in_fields(target: Target) -> Iterator[Attempt]:
    """Yield one for each field of the body, and for an unknown one."""
    if target.operation.media_type == FORM:
        yield from in_form_fields(target)
    if target.operation.media_type != JSON:
        return
    for name, values in every(target.operation.fields, VALUES):
        others = {key: json.dumps(v) for key, v in target.body.items() if key != name}
        for value in values:
            members = ", ".join(
                f"{json.dumps(k)}: {v}" for k, v in (others | {name: value}).items()
            )
            body = f"{{{members}}}".encode()
            yield Attempt(target.kind_of(name), target.address, value, body, target.media_type)


def in_form_fields(target: Target) -> Iterator[Attempt]:
    for name, values in every(target.operation.fields, (*map(encode, TEXTS), *ENCODED)):
        rest = urlencode({key: v for key, v in target.body.items() if key != name})
        for value in values:
            body = f"{rest}&{name}={value}".encode()
            yield Attempt(target.kind_of(name), target.address, value, body, target.media_type)


def in_body(target: Target) -> Iterator[Attempt]:
    """Yield invalid bodies, also where none is expected and with other media types."""
    for body in (*BODIES, *FORMS)[:: 1 if target.operation.media_type else 9]:
        yield Attempt(f"body {target.media_type}", target.address, "", body, target.media_type)
    for body in (target.content, *MULTIPARTS, FORMS[-1]):
        for kind in KINDS:
            headers = ((b"content-type", kind),) if kind else ()
            yield Attempt(f"body {target.media_type}", target.address, "", body, headers)


def in_headers(target: Target) -> Iterator[Attempt]:
    """Yield one header instead of the valid one, once, and twice with two of its values."""
    for name in headers_of(target.operation):
        key, own = name.encode(), HEADERS.get(name, ())
        kept = tuple(header for header in target.media_type if header[0] != key)
        for value in (*own, *ANYWHERE):
            yield Attempt(name, target.address, "", target.content, (*kept, (key, value)))
        twice = ((key, own[0] if own else b"a"), (key, ANYWHERE[-1]))
        yield Attempt(name, target.address, "", target.content, (*kept, *twice))


def headers_of(operation: Operation) -> set[str]:
    """Return the headers of the operation; on one path all, for those read around every route."""
    read = READ_EVERYWHERE | set(operation.headers)
    return read | (HEADERS.keys() if operation.path in SURROUNDED else set())


def every(names: tuple[str, ...], values: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every value for each name, and a few for an unknown one."""
    yield from ((name, values) for name in names)
    yield "unknown", values[::10]


def encode(text: str) -> str:
    """Percent-encode; half a surrogate pair as the three bytes that some clients send."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


async def throw(
    stage: Stage, attempt: Attempt, headers: tuple[Header, ...], operation: Operation
) -> httpx2.Response:
    """Send it; undo its changes, unless the next attempt works without."""
    named = {name for name, _ in attempt.headers}
    own = tuple(header for header in headers if header[0] not in named)
    answer = await send_raw(
        stage.app, operation.method, attempt.target, (*own, *attempt.headers), attempt.body
    )
    if operation.method != "GET" and answer.is_success:
        await read_back(stage, answer, attempt, own)
        if not is_repeatable(operation):
            stage.photograph.put_back()
    return answer


def is_repeatable(operation: Operation) -> bool:
    """Return true for a change that can be repeated without an undo."""
    named_by_id = operation.path.endswith(("_id}", "/me"))
    return operation.method in {"PUT", "PATCH"} and named_by_id


async def read_back(
    stage: Stage, answer: httpx2.Response, attempt: Attempt, headers: tuple[Header, ...]
) -> None:
    """Require that accepted input can be read again."""
    address = answer.headers.get("location", attempt.target.partition("?")[0])
    again = await send_raw(stage.app, "GET", address, headers)
    assert again.status_code < 500, f"GET {address} after {attempt}"


def faults(target: Target, attempt: Attempt, answer: httpx2.Response) -> Iterator[str]:
    """Yield the faults of a response."""
    known = target.operation.statuses | (LOST_PATH if attempt.elsewhere else set())
    if answer.status_code not in known:
        yield f"{answer.status_code} is not announced"
    if answer.status_code >= 400:
        try:
            check_problem(answer)
        except (AssertionError, ValueError):
            yield f"{answer.status_code} is no problem of ours: {answer.content[:80]!r}"
    if answer.status_code == 422 and echoes(attempt.value, answer):
        yield f"422 quotes it: {answer.text[:300]}"


def echoes(value: str, answer: httpx2.Response) -> bool:
    """Return true for the value itself, or the secret that many contain."""
    assert answer.headers["content-type"] == PROBLEM
    return SECRET in answer.text or (len(value) >= ECHO_LENGTH and value.strip('"') in answer.text)
