"""Types of input and output that features share: strict, bounded, and safe to store."""

import json
import re
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from functools import partial
from operator import is_
from typing import Annotated, ClassVar, Final, Self, TypeVar

from fastapi import Path
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    HttpUrl,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError
from typing_extensions import override

from blog_api.http.middleware.body_limit import MAX_BODY_BYTES

Model = TypeVar("Model", bound=BaseModel)
BIGINT_MAX: Final = 2**63 - 1
EARLIEST_YEAR: Final = 1000
RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
URL: Final = TypeAdapter(HttpUrl)
INSTANT: Final = "RFC 3339 with a time zone, such as `2026-01-31T12:00:00Z`."
DRY_RUN: Final = "Report the result and change nothing."
WEB_ADDRESS: Final = "Absolute URL with `http` or `https`, kept as written."


class Input(BaseModel):
    """JSON body: unknown fields are rejected, and `true` is no 1.

    Fields in `not_null` may be absent; null is an error, and documented as one.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    not_null: ClassVar[AbstractSet[str]] = frozenset()
    max_bytes: ClassVar[int] = MAX_BODY_BYTES  # of the body; 413 above

    @model_validator(mode="after")
    def refuse_null(self) -> Self:
        """Reject null: the field has no empty state; absent leaves it unchanged."""
        return refuse_null_fields(self, self.not_null)

    @classmethod
    @override
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema)["properties"]
        for name in cls.not_null & properties.keys():
            properties[name] = without_null(properties[name])
        for field in properties.values():
            lift_description(field)
            describe_default(field)
        return schema


class Output(BaseModel):
    """Response body, made from the columns of a row."""

    model_config = ConfigDict(frozen=True)


# Of None; a function of C, as it is called for each item of a page.
is_absent: Final = partial(is_, None)


def lift_description(field: JsonSchemaValue) -> None:
    """Move the description of a type to `this or null`, where Swagger UI looks for it."""
    for choice in field.get("anyOf", []):
        text = choice.pop("description", None)
        if text is not None:
            field.setdefault("description", text)


def describe_default(field: JsonSchemaValue) -> None:
    """Move a default into the description: generated TypeScript requires fields with one."""
    default = field.pop("default", None)
    if default not in (None, []):
        described = f"{field.get('description', '')} Default: `{json.dumps(default)}`."
        field["description"] = described.strip()


def without_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    return ({**choices[0]} if len(choices) == 1 else {"anyOf": choices} if choices else {}) | rest


def refuse_null_fields(model: Model, names: AbstractSet[str]) -> Model:
    """Reject null in these fields: absent leaves a field unchanged, null would empty it."""
    fields = {info.alias or name: name for name, info in type(model).model_fields.items()}
    sent = {name: fields[name] for name in names if fields.get(name) in model.model_fields_set}
    null = sorted(name for name, field in sent.items() if getattr(model, field) is None)
    if null:
        raise fault_in(model, *null, msg="must not be null")
    return model


def fault_in(model: BaseModel, *names: str, msg: str) -> ValidationError:
    """Return an error that names fields, for a validator of the whole model.

    Pydantic adds its places to that of the model; a ValueError would name the model alone.
    """
    faults = [
        InitErrorDetails(
            type=PydanticCustomError("value_error", "{msg}", {"msg": msg}), loc=(name,), input=None
        )
        for name in names
    ]
    return ValidationError.from_exception_data(type(model).__name__, faults)


def refuse_impossible_id(name: str) -> str:
    """Raise a validation error for a number that exceeds the range of ids."""
    if name.isascii() and name.isdigit() and int(name) > BIGINT_MAX:
        raise ValueError("is no id")
    return name


def id_as_text(value: object) -> object:
    """Accept an id as a JSON number where a name is accepted too."""
    return str(value) if type(value) is int else value


def require_storable(text: str) -> str:
    """Reject U+0000, which PostgreSQL cannot store, and half surrogate pairs, not valid UTF-8."""
    if "\0" in text:
        raise ValueError("must not contain the character U+0000")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("must not contain half of a surrogate pair") from error
    return text


def refuse_blank(text: str) -> str:
    """Reject a text of white space only."""
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def require_digits(value: object) -> object:
    """Reject `1_000`, ` 1` and `+1`, which Python reads as numbers: a URL has one spelling."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("must be digits")
    return value


def require_true_or_false(value: object) -> object:
    """Accept `true` and `false` only."""
    if isinstance(value, str):
        if value not in {"true", "false"}:
            raise ValueError("must be true or false")
        return value == "true"
    return value


def require_rfc_3339(value: object) -> object:
    """Require a text with a time zone; Pydantic alone would accept a number of seconds."""
    if isinstance(value, datetime):
        return value
    if not (isinstance(value, str) and RFC_3339.fullmatch(value)):
        raise ValueError("must be an RFC 3339 instant with a zone, such as 2026-01-31T12:00:00Z")
    return value


def in_utc(instant: datetime) -> datetime:
    """Convert to UTC, within the years that clients and PostgreSQL can both write."""
    try:
        moved = instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is out of range") from error
    if moved.year < EARLIEST_YEAR:
        raise ValueError("is out of range")
    return moved


def require_web_address(text: str) -> str:
    """Require an absolute http or https URL; it is stored as written."""
    URL.validate_python(text)
    return text


Text = Annotated[str, AfterValidator(require_storable)]
Written = Annotated[str, AfterValidator(require_storable), AfterValidator(refuse_blank)]
WebAddress = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        json_schema_extra={"format": "uri"},
        description=WEB_ADDRESS,
    ),
    AfterValidator(require_storable),
    AfterValidator(require_web_address),
]
Instant = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(require_rfc_3339), AfterValidator(in_utc)
]
After = Annotated[Instant, Field(description=f"At this instant or later. {INSTANT}")]
Before = Annotated[Instant, Field(description=f"Before this instant. {INSTANT}")]
Flag = Annotated[bool, BeforeValidator(require_true_or_false), WithJsonSchema({"type": "boolean"})]
Id = Annotated[int, Field(ge=1, le=BIGINT_MAX)]
AccountName = Annotated[
    Text,
    Field(min_length=1, max_length=100, description="A user name, or an id."),
    AfterValidator(refuse_impossible_id),
    BeforeValidator(id_as_text),
]
PathId = Annotated[int, Path(ge=1, le=BIGINT_MAX), BeforeValidator(require_digits)]
QueryId = Annotated[int, Field(ge=1, le=BIGINT_MAX), BeforeValidator(require_digits)]
MAX_IDS: Final = 100


IDS_TEXT: Final = re.compile(r"[0-9]{1,19}(,[0-9]{1,19})*")


def read_ids(text: object) -> object:
    """Return the parts of a list such as `3,1,2`, each once, and of a longer one no more."""
    if not isinstance(text, str):
        return text
    if not IDS_TEXT.fullmatch(text) or max(map(int, text.split(","))) > BIGINT_MAX:
        raise ValueError("should be ids separated by commas")
    return list(dict.fromkeys(text.split(",", MAX_IDS)))


Ids = Annotated[
    list[QueryId],
    Field(min_length=1, max_length=MAX_IDS),
    BeforeValidator(read_ids),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(,[0-9]+)*$"}),
]
