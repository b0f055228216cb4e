"""Types of input and output that features share: strict, bounded, and safe to store."""

import re
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
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
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from typing_extensions import override

Model = TypeVar("Model", bound=BaseModel)
BIGINT_MAX: Final = 2**63 - 1
EARLIEST_YEAR: Final = 1000
RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
URL: Final = TypeAdapter(HttpUrl)


class Input(BaseModel):
    """A JSON body: unknown fields are refused, and `true` is no 1.

    Fields that are named in `not_null` may be absent, but null is refused, and so it is documented.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    not_null: ClassVar[AbstractSet[str]] = frozenset()

    @model_validator(mode="after")
    def refuse_null(self) -> Self:
        """Absent leaves a field alone; null would empty what has no empty state."""
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
        return schema


class Output(BaseModel):
    """An answer, made from the columns of a row."""

    model_config = ConfigDict(frozen=True)


def is_absent(value: object) -> bool:
    """For fields of an answer that are there only when they are asked for."""
    return value is None


def without_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    """The same field where null is no choice."""
    rest = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    return ({**choices[0]} if len(choices) == 1 else {"anyOf": choices} if choices else {}) | rest


def refuse_null_fields(model: Model, names: AbstractSet[str]) -> Model:
    """Absent and null differ: absent leaves a field alone, null would empty it."""
    sent = names & model.model_fields_set
    null = sorted(name for name in sent if getattr(model, name) is None)
    if null:
        raise ValueError(f"must not be null: {', '.join(null)}")
    return model


def require_storable(text: str) -> str:
    """PostgreSQL cannot store U+0000, nor UTF-8 half of a surrogate pair."""
    if "\0" in text:
        raise ValueError("must not contain the character U+0000")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("must not contain half of a surrogate pair") from error
    return text


def refuse_blank(text: str) -> str:
    """For what must say something."""
    if not text.strip():
        raise ValueError("must not be blank")
    return text


def require_digits(value: object) -> object:
    """Python also reads `1_000`, ` 1` and `+1` as numbers; an address has one spelling."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError("must be digits")
    return value


def require_true_or_false(value: object) -> object:
    """The two spellings of a boolean in a query string."""
    if isinstance(value, str):
        if value not in {"true", "false"}:
            raise ValueError("must be true or false")
        return value == "true"
    return value


def require_rfc_3339(value: object) -> object:
    """A text with a zone; Pydantic alone would also take a number of seconds."""
    if isinstance(value, datetime):
        return value
    if not (isinstance(value, str) and RFC_3339.fullmatch(value)):
        raise ValueError("must be an RFC 3339 instant with a zone, such as 2026-01-31T12:00:00Z")
    return value


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC, within the years that a client and PostgreSQL can both write."""
    try:
        moved = instant.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is out of range") from error
    if moved.year < EARLIEST_YEAR:
        raise ValueError("is out of range")
    return moved


def require_web_address(text: str) -> str:
    """An absolute http or https URL, kept as it was written."""
    URL.validate_python(text)
    return text


Text = Annotated[str, AfterValidator(require_storable)]
Written = Annotated[str, AfterValidator(require_storable), AfterValidator(refuse_blank)]
WebAddress = Annotated[
    str,
    Field(min_length=1, max_length=2000, json_schema_extra={"format": "uri"}),
    AfterValidator(require_storable),
    AfterValidator(require_web_address),
]
Instant = Annotated[
    AwareDatetime, Field(strict=False), BeforeValidator(require_rfc_3339), AfterValidator(in_utc)
]
Flag = Annotated[bool, BeforeValidator(require_true_or_false), WithJsonSchema({"type": "boolean"})]
Id = Annotated[int, Field(ge=1, le=BIGINT_MAX)]
PathId = Annotated[int, Path(ge=1, le=BIGINT_MAX), BeforeValidator(require_digits)]
QueryId = Annotated[int, Field(ge=1, le=BIGINT_MAX), BeforeValidator(require_digits)]
