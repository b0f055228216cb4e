"""Forms: typed values and their faults."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeVar
from urllib.parse import parse_qsl

from fastapi import Request
from pydantic import BaseModel, TypeAdapter, ValidationError

from blog_api.errors import BadRequestError, UnsupportedMediaTypeError
from blog_api.http.parameters import located

MEDIA_TYPE: Final = "application/x-www-form-urlencoded"
MAX_FIELDS: Final = 2_000
CONFIRM: Final = "confirm_"
# Beginnings of the names of fields that no page carries to a later request.
SECRETS: Final = ("password", "current_password", "new_password", "repeated", CONFIRM)
PAIRS: Final = TypeAdapter(list[tuple[str, str]])
Model = TypeVar("Model", bound=BaseModel)


def is_secret(name: str) -> bool:
    return name.startswith(SECRETS)


@dataclass(frozen=True, slots=True)
class Form:
    """Fields of a form in their order; a name may come several times."""

    pairs: Sequence[tuple[str, str]] = ()

    def get(self, name: str, default: str = "") -> str:
        """Return the last value of a field, so that a hidden default can stand before a box."""
        return dict(self.pairs).get(name, default)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def ids(self, name: str = "id") -> list[int]:
        """Return the selected ids; raise BadRequestError for a value that is no id."""
        try:
            return [int(value) for value in self.all(name)]
        except ValueError as error:
            raise BadRequestError from error

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    def without(self, *prefixes: str) -> Self:
        kept = [pair for pair in self.pairs if not pair[0].startswith(prefixes)]
        return type(self)(kept)

    @property
    def has_secrets(self) -> bool:
        return any(is_secret(name) for name, _ in self.pairs)

    def dump(self) -> str:
        """Return the fields as text, for a hidden field that carries them to a later request."""
        return json.dumps([pair for pair in self.pairs if not is_secret(pair[0])])

    @classmethod
    def load(cls, text: str) -> Self:
        try:
            return cls(PAIRS.validate_json(text))
        except ValidationError as error:
            raise BadRequestError from error


@dataclass(frozen=True, slots=True)
class Fault:
    """Error message of a form; `field` is the id of its input, empty for the form as a whole."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Faults:
    """Faults of a form, for the summary at its top and for each field.

    The summary has the focus, unless `focus` is the id of the input to fill in. `labels` are those
    of the fields that a rendering of the form has met, by their ids.
    """

    items: Sequence[Fault] = field(default_factory=tuple)
    focus: str = ""
    labels: dict[str, str] = field(default_factory=dict)

    def of(self, name: str, label: str) -> str | None:
        """Find the message of a field, and keep its label for the summary."""
        self.labels[name] = label
        return next((fault.message for fault in self.items if fault.field == name), None)

    def has(self, name: str) -> bool:
        return any(fault.field == name for fault in self.items)

    def __bool__(self) -> bool:
        return bool(self.items)


async def read_form(request: Request) -> Form:
    """Return the form of the body, which is read once; raise a 400, 413 or 415."""
    kept: Form | None = getattr(request.state, "form", None)
    if kept is not None:
        return kept
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != MEDIA_TYPE:
        raise UnsupportedMediaTypeError
    try:
        text = (await request.body()).decode()
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict")
    except ValueError as error:
        raise BadRequestError from error
    # Browsers send line breaks of text areas as CR LF; the API keeps what its clients send: LF.
    form = Form([(name, value.replace("\r\n", "\n")) for name, value in pairs])
    request.state.form = form
    return form


def parse_model(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Validate the input of a command, as its JSON route does; raise RequestValidationError."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise located("body", error) from error


def faults_by_field(errors: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for error in errors:
        loc = [part for part in error["loc"] if part not in {"body", "query"}]
        found.setdefault(str(loc[0]) if loc else "", error)
    return found
