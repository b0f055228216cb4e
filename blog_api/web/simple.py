"""Which endpoints are simple enough to be run directly, and what they take (decision 0020).

They are asynchronous, take single values and at most one model as JSON, and answer with a model or
with nothing. It knows how FastAPI keeps what it has found out about a route.
"""

from collections.abc import Awaitable, Callable, Iterator
from inspect import iscoroutinefunction
from typing import Any, Final, cast

from fastapi._compat import field_annotation_is_sequence
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.models import Dependant
from fastapi.params import Body, Form
from fastapi.routing import APIRoute

from blog_api.web.direct import Call, Endpoint, Field, Parameter

NO_CONTENT: Final = 204


def direct_endpoint(route: APIRoute) -> Endpoint | None:
    """What a route needs, or None where only FastAPI knows how to give it."""
    takes = route.dependant
    functions = [each.call for each in everything(takes)]
    is_each_once = len(set(functions)) == len(functions)  # FastAPI calls none of them twice
    if not (is_each_once and answers_simply(route) and takes_one_model(route)):
        return None
    if not all(map(is_plain, everything(takes))):
        return None
    body: Any = route.body_field
    answer: Any = route.response_field
    return Endpoint(call_of(takes), body, answer, route.status_code or 200)


def everything(dependant: Dependant) -> Iterator[Dependant]:
    """It and what it depends on."""
    yield dependant
    for each in dependant.dependencies:
        yield from everything(each)


def call_of(dependant: Dependant) -> Call:
    """What is known of it, as it is needed."""
    return Call(
        cast("Callable[..., Awaitable[Any]]", dependant.call),
        dependant.name,
        dependant.request_param_name,
        dependant.response_param_name,
        tuple(map(call_of, dependant.dependencies)),
        tuple(Parameter(place, field, field.default) for place, field in parameters_of(dependant)),
    )


def parameters_of(dependant: Dependant) -> list[tuple[str, Any]]:
    """Each with its place."""
    fields = {
        "path": dependant.path_params,
        "query": dependant.query_params,
        "header": dependant.header_params,
    }
    return [(place, field) for place, found in fields.items() for field in found]


def answers_simply(route: APIRoute) -> bool:
    """No stream; a model goes out as it is, or there is nothing to say."""
    is_told = route.response_field is not None or route.status_code == NO_CONTENT
    chosen = (
        route.response_model_include,
        route.response_model_exclude,
        not route.response_model_by_alias,
        route.response_model_exclude_unset,
        route.response_model_exclude_defaults,
        route.response_model_exclude_none,
    )
    return is_told and isinstance(route.response_class, DefaultPlaceholder) and not any(chosen)


def takes_json(route: APIRoute) -> bool:
    """True where the endpoint declares a body that is no form."""
    field = route.body_field
    return (
        field is not None
        and isinstance(field.field_info, Body)
        and not isinstance(field.field_info, Form)
    )


def takes_one_model(route: APIRoute) -> bool:
    """All of the body, if there is one, and for the endpoint itself."""
    bodies = [field for each in everything(route.dependant) for field in each.body_params]
    is_own = bodies == route.dependant.body_params == [route.body_field]
    return not bodies or (is_own and takes_json(route))


def is_plain(dependant: Dependant) -> bool:
    """Asynchronous, with nothing to do afterwards, and of nothing but single values."""
    call = dependant.call
    asynchronous = iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)
    parts = (
        dependant.cookie_params,
        dependant.websocket_param_name,
        dependant.http_connection_param_name,
        dependant.background_tasks_param_name,
        dependant.security_scopes_param_name,
        dependant.concurrency,
    )
    plain = all(is_one_text(place, field) for place, field in parameters_of(dependant))
    return asynchronous and plain and not any(parts)


def is_one_text(place: str, field: Field) -> bool:
    """Given at most once, and with a default unless the path has it."""
    is_list = field_annotation_is_sequence(field.field_info.annotation)
    return not is_list and (place == "path" or not field.field_info.is_required())
