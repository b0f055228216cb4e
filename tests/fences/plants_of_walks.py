"""Mistakes that only walks over all routes show, which take a sample of what they could try."""

from typing import Final

from tests.fences.plant import Plant

CONTRACT: Final = "tests/contract/"
FIELDS: Final = "blog_api/http/fields.py"
LIVE: Final = "blog_api/live.py"
HOSTILE: Final = "test_hostile_input_is_refused_or_stored_but_never_a_defect"
STORABLE: Final = "def require_storable(text: str) -> str:\n"

PLANTS: Final = [
    (
        f"{CONTRACT}test_ghosts.py::test_with_and_without_ghosts_every_answer_is_the_same",
        "deleted accounts that are shown",
        LIVE,
        'select(User).subquery("live_users")',
        'select(User).where(User.c.deleted_at.is_(None)).subquery("live_users")',
    ),
    (
        f"{CONTRACT}test_ghosts.py::test_who_names_a_ghost_finds_nothing",
        "deleted accounts that are found",
        LIVE,
        'select(User).subquery("live_users")',
        'select(User).where(User.c.deleted_at.is_(None)).subquery("live_users")',
    ),
    (
        f"{CONTRACT}test_swapped_ids.py::test_the_ids_of_others_open_nothing",
        "posts that belong to everyone",
        "blog_api/permission_predicates.py",
        "    return actor is not None\n\n\nclass Transferable",
        "    return is_admin(actor) or is_self(actor, thing.author_id)\n\n\nclass Transferable",
    ),
    (
        f"{CONTRACT}test_swapped_ids.py::test_nobody_writes_a_column_that_is_not_theirs",
        "unknown fields that are ignored",
        FIELDS,
        'extra="ignore", strict=True',
        'extra="forbid", strict=True',
    ),
    (
        f"{CONTRACT}test_hostile_input.py::{HOSTILE}",
        "texts that PostgreSQL cannot store",
        FIELDS,
        f"{STORABLE}    return text\n",
        STORABLE,
    ),
    (
        f"{CONTRACT}test_confirmation.py::test_an_unconfirmed_session_may_all_but_these",
        "unconfirmed sessions that may do everything",
        "blog_api/auth/dependencies.py",
        "        if self.is_present is None:\n",
        "        if not self.is_present:\n",
    ),
    (
        f"{CONTRACT}test_token_scopes.py::test_tokens_are_answered_as_their_scope_and_owner",
        "a token that has every scope",
        "blog_api/auth/token_access.py",
        "",
        "    require_scope(actor, access.scope)\n",
    ),
    (
        "tests/cost/test_requests.py::test_each_place_of_each_route_is_cheap",
        "texts whose check takes long",
        FIELDS,
        f"{STORABLE}    sum(range(len(text) * 300))\n",
        STORABLE,
    ),
]
WALKS: Final = [Plant("server", *plant) for plant in PLANTS]
