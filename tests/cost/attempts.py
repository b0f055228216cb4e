"""Hostile requests for each input of an operation, made from the OpenAPI document."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final
from urllib.parse import quote, urlencode

from tests.cost.images import IMAGES
from tests.cost.makers import TEXTS, VALUES
from tests.hostile_requests import Header, Target
from tests.operations import FORM, JSON, MULTIPART

ADDRESS_BYTES: Final = 7_000
HEADER_BYTES: Final = 8_000
FIELD_BYTES: Final = 12_000  # within 16 KB, so that it is always read
BODY_BYTES: Final = 1_400_000
LONGEST: Final = re.compile(r'"maxLength": (\d+)')
LIST_OF_TEXTS: Final = re.compile(r'"items": \{[^{}]*"type": "string"')
REPEATED: Final = 500


@dataclass(frozen=True, slots=True)
class Attempt:
    """A hostile value in one place; `kind` is equal for places of the same type."""

    kind: str
    place: str
    maker: str
    target: str
    body: bytes = b""
    headers: tuple[Header, ...] = ()


def in_path(target: Target) -> Iterator[Attempt]:
    """Yield one for each parameter of the path."""
    for name in target.operation.path_parameters:
        for maker, make in TEXTS.items():
            value = quote(make(ADDRESS_BYTES // 3), safe="")[:ADDRESS_BYTES]
            address = target.operation.address(target.values | {name: value})
            yield Attempt(
                target.kind_of(name), name, maker, address, target.content, target.media_type
            )


def in_query(target: Target) -> Iterator[Attempt]:
    """Yield one for each query parameter, once and repeated, and many unknown ones."""
    for name in (*target.operation.query, "unknown"):
        queries = {maker: f"{name}={quote(make(2_000), safe='')}" for maker, make in TEXTS.items()}
        queries["repeated"] = "&".join([f"{name}=1"] * REPEATED)
        queries["many"] = "&".join(f"{name}{n:x}=1" for n in range(REPEATED))
        queries["separators"] = "&" * ADDRESS_BYTES
        for maker, query in queries.items():
            address = f"{target.address}?{query}"
            yield Attempt(
                target.kind_of(name), name, maker, address, target.content, target.media_type
            )


def in_headers(target: Target) -> Iterator[Attempt]:
    """Yield each header that the operation reads, once with a long value and as many lines."""
    for name in {*target.operation.headers, "authorization", "content-type", "x-forwarded-for"}:
        key = name.encode()
        kept = tuple(header for header in target.media_type if header[0] != key)
        values = {
            maker: make(HEADER_BYTES // 4).encode()[:HEADER_BYTES].translate(PRINTABLE)
            for maker, make in TEXTS.items()
        }
        values["entity tags"] = b'"a",' * (HEADER_BYTES // 4)
        for maker, value in values.items():
            headers = (*kept, (key, value))
            yield Attempt(f"header {name}", name, maker, target.address, target.content, headers)
        many = (*kept, *[(key, b'"a"')] * 100)
        yield Attempt(f"header {name}", name, "many", target.address, target.content, many)


# Servers pass on neither control characters nor line ends.
PRINTABLE: Final = bytes(byte if byte in {9, *range(32, 127)} else 0xE9 for byte in range(256))


def in_fields(target: Target) -> Iterator[Attempt]:
    """Yield each field of a body, by its media type."""
    yield from BODIES[target.operation.media_type or ""](target)


def in_nothing(target: Target) -> Iterator[Attempt]:
    """Send a body to an operation without one."""
    for maker, body in whole_bodies():
        yield Attempt("no body", "body", maker, target.address, body, ((b"content-type", JSON_B),))


JSON_B: Final = JSON.encode()


def kind_of(target: Target, name: str) -> str:
    """Equal for fields of one name and length, whether they are optional or not."""
    return f"{name} {longest(target.operation.types.get(name, ''))}"


def longest(schema: str) -> int:
    """Return the greatest length of any text in it."""
    return max(map(int, LONGEST.findall(schema)), default=FIELD_BYTES)


def in_json(target: Target) -> Iterator[Attempt]:
    """Yield the body as a whole, then a value in each field."""
    for maker, body in whole_bodies():
        yield Attempt("JSON body", "body", maker, target.address, body, target.media_type)
    for name in target.operation.fields:
        others = {k: json.dumps(v) for k, v in target.body.items() if k != name}
        for maker, value in json_values(target.operation.types.get(name, "")):
            members = ",".join(f"{json.dumps(k)}:{v}" for k, v in (others | {name: value}).items())
            yield Attempt(
                kind_of(target, name),
                name,
                maker,
                target.address,
                f"{{{members}}}".encode(),
                target.media_type,
            )


@cache  # made once, for most attempts with them are left out
def whole_bodies() -> tuple[tuple[str, bytes], ...]:
    return tuple((maker, make(BODY_BYTES).encode()) for maker, make in VALUES.items())


@cache
def json_values(schema: str) -> tuple[tuple[str, str], ...]:
    """Return any JSON, and texts just within the limits."""
    values = [(maker, make(FIELD_BYTES)) for maker, make in VALUES.items()]
    if '"string"' in schema:
        for maker, make in TEXTS.items():
            text = make(longest(schema))
            values.append((maker, json.dumps([text] if LIST_OF_TEXTS.search(schema) else text)))
    return tuple(values)


def in_form(target: Target) -> Iterator[Attempt]:
    """Yield a form of many fields, then a text in each field."""
    bodies = {
        "many fields": "&".join(f"{number:x}=1" for number in range(BODY_BYTES // 8)),
        "separators": "&" * BODY_BYTES,
        "escapes": "a=" + "%41" * (BODY_BYTES // 3),
        "long field": "a=" + "a" * BODY_BYTES,
        "signs": "=" * BODY_BYTES,
    }
    for maker, body in bodies.items():
        yield Attempt("form", "body", maker, target.address, body.encode(), target.media_type)
    for name in target.operation.fields:
        rest = urlencode({key: v for key, v in target.body.items() if key != name})
        for maker, make in TEXTS.items():
            value = quote(make(FIELD_BYTES // 9), safe="")
            body = f"{rest}&{name}={value}"
            yield Attempt(
                target.kind_of(name), name, maker, target.address, body.encode(), target.media_type
            )


def in_multipart(target: Target) -> Iterator[Attempt]:
    """Yield forms of many parts, and images of many pixels in few bytes."""
    head = b'--x\r\nContent-Disposition: form-data; name="%b"; filename="a"\r\n%b\r\n'
    bodies = {
        "many parts": (head % (b"a", b"") + b"\r\n") * 10_000 + b"--x--\r\n",
        "many headers": head % (b"file", b"a: b\r\n" * 100_000) + b"\r\n--x--\r\n",
        "boundaries": head % (b"file", b"") + b"\r\n--" * 300_000 + b"\r\n--x--\r\n",
        "line ends": head % (b"file", b"") + b"\r\n" * 600_000 + b"\r\n--x--\r\n",
    }
    for name, make in IMAGES.items():
        bodies[name] = head % (b"file", b"") + make() + b"\r\n--x--\r\n"
    for maker, body in bodies.items():
        yield Attempt("file", "file", maker, target.address, body, target.media_type)


# A media type that is not in this table fails the fence: it needs makers of its own.
BODIES: Final[dict[str, Callable[[Target], Iterator[Attempt]]]] = {
    "": in_nothing,
    JSON: in_json,
    FORM: in_form,
    MULTIPART.partition(";")[0]: in_multipart,
}
PLACES: Final = (in_path, in_query, in_headers, in_fields)
