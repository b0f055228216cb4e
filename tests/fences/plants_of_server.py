"""Mistakes that only a server shows: in migrations, and in rules for all routes."""

from typing import Final

from tests.fences.plant import Plant

MIGRATIONS: Final = "tests/architecture/test_migrations.py::"
SQL_FILES: Final = "tests/architecture/test_sql_files.py::"
PERMISSIONS: Final = "tests/contract/test_permissions.py::"
VISIBILITY: Final = "tests/contract/test_visibility.py::"
GUARDS: Final = "tests/contract/test_guards.py::"
DOCUMENT: Final = "tests/contract/test_document.py::"
METHODS: Final = "tests/contract/test_methods.py::"
HEADERS: Final = "tests/contract/test_headers.py::"
STANDBY: Final = "tests/replication/test_standby_reads.py::"
STATEMENTS: Final = "tests/contract/test_statements.py::"
ENV: Final = "alembic/env.py"
FIRST: Final = "alembic/versions/20261121_create_the_first_tables.py"
ROUTES: Final = "blog_api/posts/routes.py"
BULK: Final = "blog_api/posts/bulk_routes.py"
DEPENDENCIES: Final = "blog_api/auth/dependencies.py"
MIDDLEWARE: Final = "blog_api/http/middleware/request_context.py"
PATHS: Final = "blog_api/http/middleware/paths.py"
ERRORS: Final = "blog_api/http/errors.py"
OPENAPI: Final = "blog_api/http/openapi/document.py"
JSON_BODY: Final = "blog_api/http/json_body.py"
NEW_ROUTE: Final = '''

@router.get("/attic/all", operation_id="list_attic")
async def list_attic() -> list[str]:
    """Nobody placed it."""
    return []
'''
OF_A_VERSION: Final = """    op.execute("CREATE FUNCTION f() RETURNS int RETURN 1")
"""
LOCK: Final = "    wait_for_turn(connection)\n"
ONE_MORE: Final = "    await db.one(SELECT_ADDRESS, id=post_id)\n"
ANSWER: Final = "    return require_visible(viewer, await POST_BY_ID.find("
PLANTS: Final[list[tuple[str, str, str, str, str]]] = [
    (
        f"{MIGRATIONS}test_models_and_migrations_agree",
        "a column without a migration",
        "blog_api/models/session.py",
        "    ip: Named[str | None] = Column(Text)\n    place: Named[str | None] = Column(Text)\n",
        "    ip: Named[str | None] = Column(Text)\n",
    ),
    (
        "tests/architecture/test_foreign_keys.py::test_each_foreign_key_has_an_index",
        "a foreign key whose index leaves out rows with a parent",
        "alembic/versions/20261207_index_comments_of_posts.py",
        '(deleted_at IS NULL), id) WHERE deleted_at IS NULL"',
        '(deleted_at IS NULL), id)"',
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
            '"SELECT 1"',
            f"\"SET {name} = '{value}'\"",
        )
        for name, value in [("lock_timeout", "3s"), ("statement_timeout", "15min")]
    ),
    (
        f"{SQL_FILES}test_upgrading_waits_for_no_writer",
        "unchanged triggers are replaced",
        "blog_api/db/sql_files.py",
        "text for text in self.triggers)",
        "text for text in self.triggers if definition(text) not in present)",
    ),
    (
        f"{SQL_FILES}test_all_files_or_none",
        "each SQL file is committed alone",
        ENV,
        "        connection.execute(statement)\n        connection.commit()\n",
        "        connection.execute(statement)\n",
    ),
    (
        f"{SQL_FILES}test_database_and_files_agree",
        "a version defines a function",
        "alembic/versions/20261130_keep_hashes_of_sql_files.py",
        f"{OF_A_VERSION}    op.create_table(\n",
        "    op.create_table(\n",
    ),
    (
        f"{SQL_FILES}test_triggers_are_written_as_the_database_prints_them",
        "a trigger that every migration replaces",
        "blog_api/db/sql/refuse_change.sql",
        "BEFORE UPDATE OR DELETE OR TRUNCATE",
        "BEFORE DELETE OR UPDATE OR TRUNCATE",
    ),
    (
        f"{SQL_FILES}test_only_changed_files_are_applied",
        "every SQL file is applied again",
        ENV,
        "[file for file in files]",
        "[file for file in files if applied.get(file.name) != file.sha256]",
    ),
    (f"{GUARDS}test_every_route_is_on_the_list", "a route on no list", ROUTES, NEW_ROUTE, ""),
    (
        f"{GUARDS}test_each_route_declares_its_guard",
        "a bulk action for everyone",
        BULK,
        "actor: CurrentUser,\n    confirmation: NeedsConfirmation",
        "actor: Admin,\n    confirmation: NeedsConfirmation",
    ),
    (
        f"{PERMISSIONS}test_the_table_has_every_guarded_route_and_no_other",
        "an action that is missing in the table of permissions",
        "blog_api/permissions.py",
        "",
        '    UNVOTE = "unvote", VISIBLE\n',
    ),
    (
        f"{PERMISSIONS}test_guards_ask_for_what_the_table_says",
        "a table that lets everyone purge",
        "blog_api/permissions.py",
        '"purge_post", SIGNED_IN',
        '"purge_post", ADMIN',
    ),
    (
        f"{PERMISSIONS}test_the_matrix_follows_the_table",
        "a table that lets everyone edit",
        "blog_api/permissions.py",
        '"update_post", SIGNED_IN',
        '"update_post", OWNER',
    ),
    (
        f"{VISIBILITY}test_sql_and_python_agree",
        "scheduled posts that SQL shows",
        "blog_api/live.py",
        "post.c.published_at >= post.c.created_at)",
        "post.c.published_at <= func.now())",
    ),
    (
        f"{VISIBILITY}test_sql_and_python_agree",
        "drafts that Python shows to every user",
        "blog_api/permission_predicates.py",
        "actor is not None and actor.reaches(post.id)",
        "actor is not None and owns(actor, post) and actor.reaches(post.id)",
    ),
    (
        f"{GUARDS}test_nobody_is_refused_before_anything_is_read",
        "a guard after the body",
        ROUTES,
        "    dependencies=[Depends(NEW_POST), user_with(Scope.POSTS_WRITE)],\n",
        "    dependencies=[user_with(Scope.POSTS_WRITE), Depends(NEW_POST)],\n",
    ),
    (
        f"{GUARDS}test_a_dead_token_is_told_on_every_route_that_reads_tokens",
        "a dead token that a public route overlooks",
        ROUTES,
        "    viewer, db = None, public_reader_of(request)\n",
        "    viewer, db = await reads_posts(request), public_reader_of(request)\n",
    ),
    (
        f"{STANDBY}test_only_public_reads_without_a_token_are_at_the_standby",
        "a token that reads a standby",
        "blog_api/http/dependencies.py",
        ' is not None and "authorization" in request.headers\n',
        ' is not None and "authorization" not in request.headers\n',
    ),
    (
        f"{DOCUMENT}test_every_operation_has_a_name_of_its_own",
        "two operations of one name",
        ROUTES,
        '    operation_id="list_posts",\n    response_model=PostOut,',
        '    operation_id="get_post",\n    response_model=PostOut,',
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
        PATHS,
        'if scope["method"] == "NONE":',
        'if scope["method"] == "HEAD":',
    ),
    (
        f"{METHODS}test_405_lists_every_method_of_the_path",
        "Allow names one route",
        ERRORS,
        "for each in routes[:1] for method",
        "for each in routes for method",
    ),
    (
        f"{METHODS}test_a_trailing_slash_changes_nothing_under_the_prefix",
        "a slash that matters",
        PATHS,
        '"path": scope["path"]}',
        '"path": scope["path"].rstrip("/")}',
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
        "HardenedSend(send, own,",
        "HardenedSend(send, given or own,",
    ),
    (
        f"{HEADERS}test_no_other_origin_is_let_in",
        "every origin",
        "blog_api/http/middleware/stack.py",
        'allow_origins=["*"],',
        "allow_origins=settings.client_origins,",
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
