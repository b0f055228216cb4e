"""Mistakes that only a server shows: in migrations, and in promises over all routes."""

from typing import Final

from tests.fences.plant import Plant

MIGRATIONS: Final = "tests/architecture/test_migrations.py::"
GUARDS: Final = "tests/contract/test_guards.py::"
DOCUMENT: Final = "tests/contract/test_document.py::"
METHODS: Final = "tests/contract/test_methods.py::"
HEADERS: Final = "tests/contract/test_headers.py::"
BODIES: Final = "tests/contract/test_bodies.py::"
STATEMENTS: Final = "tests/contract/test_statements.py::"
ENV: Final = "alembic/env.py"
FIRST: Final = "alembic/versions/20261121_create_the_first_tables.py"
ROUTES: Final = "blog_api/posts/routes.py"
DEPENDENCIES: Final = "blog_api/auth/dependencies.py"
MIDDLEWARE: Final = "blog_api/web/middleware.py"
ERRORS: Final = "blog_api/web/errors.py"
OPENAPI: Final = "blog_api/web/openapi.py"
JSON_BODY: Final = "blog_api/web/json_body.py"
NEW_ROUTE: Final = '''

@router.get("/attic/all", operation_id="list_attic")
async def list_attic() -> list[str]:
    """Nobody placed it."""
    return []
'''
LOCK: Final = "    wait_for_turn(connection)\n"
ONE_MORE: Final = "    await db.one(SELECT_ADDRESS, id=post_id)\n"
ANSWER: Final = "    return visible(viewer, await BY_ID.find("
PLANTS: Final[list[tuple[str, str, str, str, str]]] = [
    (
        f"{MIGRATIONS}test_models_and_migrations_agree",
        "a column without a migration",
        "blog_api/models/session.py",
        "    ip: Named[str | None] = Column(Text)\n    place: Named[str | None] = Column(Text)\n",
        "    ip: Named[str | None] = Column(Text)\n",
    ),
    (
        f"{MIGRATIONS}test_up_down_up_by_every_step",
        "a downgrade that leaves something",
        FIRST,
        "",
        '    op.execute("DROP FUNCTION refuse_change()")\n',
    ),
    (
        f"{MIGRATIONS}test_a_migration_waits_for_the_one_that_runs",
        "a migration that takes no turn",
        ENV,
        "",
        LOCK,
    ),
    *(
        (
            f"{MIGRATIONS}test_a_migration_gives_up_rather_than_queue",
            f"a migration without {name}",
            ENV,
            "",
            f"    connection.execute(text(\"SET {name} = '{value}'\"))\n",
        )
        for name, value in [("lock_timeout", "3s"), ("statement_timeout", "15min")]
    ),
    (f"{GUARDS}test_every_route_is_on_the_list", "a route on no list", ROUTES, NEW_ROUTE, ""),
    (
        f"{GUARDS}test_each_route_declares_its_guard",
        "a bulk action for everyone",
        ROUTES,
        "data: BulkDeleteIn, once: OnceDb, actor: CurrentUser",
        "data: BulkDeleteIn, once: OnceDb, actor: Admin",
    ),
    (
        f"{GUARDS}test_nobody_is_refused_before_anything_is_read",
        "guards after the body",
        DEPENDENCIES,
        "            for guard in []:\n",
        "            for guard in guards:\n",
    ),
    (
        f"{GUARDS}test_a_dead_token_is_told_on_every_route_that_reads_tokens",
        "a dead token that a public route overlooks",
        DEPENDENCIES,
        "",
        "            await self.identify(request)\n",
    ),
    (
        f"{DOCUMENT}test_every_operation_has_a_name_of_its_own",
        "two operations of one name",
        ROUTES,
        '"/{post_id}",\n    operation_id="list_posts",',
        '"/{post_id}",\n    operation_id="get_post",',
    ),
    (
        f"{DOCUMENT}test_every_operation_documents_its_refusals",
        "a refusal that no document names",
        OPENAPI,
        "",
        '        ("requestBody" in operation, [BodyTooLargeError]),\n',
    ),
    (
        f"{METHODS}test_head_is_get_without_its_body",
        "no HEAD",
        MIDDLEWARE,
        'if scope["method"] == "NONE":',
        'if scope["method"] == "HEAD":',
    ),
    (
        f"{METHODS}test_405_lists_every_method_of_the_path",
        "Allow names one route",
        ERRORS,
        "            methods = context.methods or set()\n",
        "            methods |= context.methods or set()\n",
    ),
    (
        f"{METHODS}test_a_trailing_slash_changes_nothing",
        "a slash that matters",
        MIDDLEWARE,
        '"path": scope["path"]}',
        '"path": scope["path"].rstrip("/") or "/"}',
    ),
    (
        f"{HEADERS}test_every_answer_is_hardened",
        "a page that can be framed",
        MIDDLEWARE,
        "",
        '    (b"x-frame-options", b"DENY"),\n',
    ),
    (
        f"{HEADERS}test_an_id_is_made_for_a_request_without_a_good_one",
        "any request id",
        MIDDLEWARE,
        '"[ -~]+"',
        '"[!-~]{1,128}"',
    ),
    (
        f"{HEADERS}test_a_request_keeps_its_id",
        "an id that is forgotten",
        MIDDLEWARE,
        "        return secrets.token_hex(16)\n    return",
        "        return given\n    return",
    ),
    (
        f"{HEADERS}test_no_other_origin_is_let_in",
        "every origin",
        "blog_api/main.py",
        'allow_origins=["*"],',
        "allow_origins=settings.client_origins,",
    ),
    (
        f"{BODIES}test_a_body_that_is_too_large_is_refused",
        "bodies without end",
        MIDDLEWARE,
        "    if size > limit * 2:\n",
        "    if size > limit:\n",
    ),
    (
        f"{BODIES}test_what_is_not_called_json_is_refused",
        "any media type",
        JSON_BODY,
        "        return\n",
        "        raise UnsupportedMediaTypeError\n",
    ),
    (
        f"{BODIES}test_422_never_repeats_what_was_sent",
        "422 quotes the input",
        ERRORS,
        '"type": str(e["input"])}',
        '"type": e["type"]}',
    ),
    (
        f"{STATEMENTS}test_reads_are_bounded",
        "a statement for each post",
        "blog_api/posts/queries.py",
        f"{ONE_MORE}{ONE_MORE}{ANSWER}",
        ANSWER,
    ),
]
SERVER: Final = [Plant("server", *plant) for plant in PLANTS]
