"""Mistakes in the reading of bodies, and in their description, that only a server shows."""

from typing import Final

from tests.fences.plant import Plant

DESCRIPTIONS: Final = "tests/contract/test_descriptions.py::"
DOCUMENT: Final = "tests/contract/test_document.py::"
TESTS: Final = "tests/contract/test_bodies.py::"

PLANTS: Final = [
    (
        f"{TESTS}test_a_body_that_is_too_large_is_refused",
        "bodies without end",
        "blog_api/http/middleware/body_limit.py",
        "    if size > limit * 2:\n",
        "    if size > limit:\n",
    ),
    (
        f"{TESTS}test_what_is_not_called_json_is_refused",
        "any media type",
        "blog_api/http/json_body.py",
        "        return\n",
        "        raise UnsupportedMediaTypeError\n",
    ),
    (
        f"{TESTS}test_422_never_repeats_what_was_sent",
        "422 quotes the input",
        "blog_api/http/errors.py",
        '"type": str(error["input"]),',
        '"type": error["type"],',
    ),
    (
        f"{DOCUMENT}test_summaries_are_plain_text",
        "backticks in a summary",
        "blog_api/http/openapi/document.py",
        "maxsplit=1)[0]\n",
        'maxsplit=1)[0].replace("`", "")\n',
    ),
    (
        f"{DOCUMENT}test_the_log_in_is_in_sight_in_the_dialog_of_swagger_ui",
        "the log-in scrolled out of sight",
        "blog_api/http/openapi/components.py",
        "{SCHEME: security_scheme(), TOKEN_SCHEME: token_scheme()}",
        "{TOKEN_SCHEME: token_scheme(), SCHEME: security_scheme()}",
    ),
    (
        f"{DESCRIPTIONS}test_every_parameter_is_described",
        "a parameter that is not described",
        "blog_api/users/schemas.py",
        "description=None",
        'description="Only accounts with this role."',
    ),
    (
        f"{DESCRIPTIONS}test_every_field_of_a_body_is_described",
        "a field whose description is out of sight",
        "blog_api/http/fields.py",
        "",
        "            lift_description(field)\n",
    ),
    (
        f"{DESCRIPTIONS}test_defaults_of_bodies_are_described",
        "a default that is dropped with null",
        "blog_api/http/fields.py",
        'if name not in {"anyOf", "default"}}',
        'if name != "anyOf"}',
    ),
    (
        f"{DESCRIPTIONS}test_a_description_is_written_once",
        "each description twice",
        "blog_api/http/openapi/document.py",
        "[*parameters]",
        "[described_once(each) for each in parameters]",
    ),
    (
        f"{DESCRIPTIONS}test_a_parameter_has_one_description",
        "a second text for a parameter",
        "blog_api/http/openapi/document.py",
        '"description": "The ETag of the answer before.",',
        '"description": IF_NONE_MATCH_TEXT,',
    ),
    (
        f"{DESCRIPTIONS}test_ways_of_paging_name_each_other",
        "a way of paging that does not name the others",
        "blog_api/http/pagination.py",
        '        "or `offset`.",\n',
        '        "or `skip`.",\n',
    ),
]
BODIES: Final = [Plant("server", *plant) for plant in PLANTS]
