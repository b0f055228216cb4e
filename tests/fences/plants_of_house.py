"""Mistakes against the rules that no linter expresses; their tests need no database."""

from typing import Final

from tests.fences.plant import Plant

SIZE: Final = "tests/architecture/test_size.py::"
NAMES: Final = "tests/architecture/test_names.py::"
LIFE: Final = "tests/architecture/test_life.py::"
MANNER: Final = "tests/architecture/test_manner.py::"
MODELS: Final = "tests/architecture/test_models.py::"
RULES: Final = "tests/architecture/test_rules.py::"
SLUGS: Final = "blog_api/slugs.py"
COMMANDS: Final = "blog_api/posts/commands/update.py"
QUERIES: Final = "blog_api/posts/queries.py"
POST: Final = "blog_api/models/post.py"
COUNTERS: Final = "blog_api/models/counters.py"
PROMISE: Final = f"{NAMES}test_a_verb_keeps_its_promise"
DELETES: Final = f"{LIFE}test_only_the_lifecycle_deletes_and_restores"
READS: Final = f"{LIFE}test_reads_go_through_what_hides_deleted_rows"
REASON: Final = f"{MANNER}test_every_suppression_has_a_reason"
LATER: Final = f"{MANNER}test_nothing_is_left_for_later"
SHORT: Final = f"{SIZE}test_functions_are_short"
PERMITS: Final = f"{RULES}test_permissions_stand_in_one_table"
HIDES: Final = f"{RULES}test_the_visibility_of_posts_stands_in_one_place"
SHARES: Final = f"{RULES}test_accounts_are_share_locked_in_one_place"
LIMITS: Final = f"{RULES}test_rate_limits_stand_in_one_list"
SECURITY: Final = "tests/architecture/test_security_page.py::"
PACKAGING: Final = "tests/architecture/test_packaging.py::"
RELEASE: Final = "tests/architecture/test_release.py::"
TRASHED: Final = f"{MODELS}test_what_lies_in_the_trash_blocks_no_name"

ADDED: Final[list[tuple[str, str, str, str]]] = [
    (f"{SIZE}test_files_are_short", "a file of 250 lines and more", SLUGS, "\n" * 250),
    (SHORT, "a function of 50 lines", SLUGS, "def f() -> None:\n" + "    slugify('a')\n" * 50),
    (PROMISE, "get_ that gives None", SLUGS, "def get_x() -> str | None: ..."),
    (PROMISE, "find_ that always finds", SLUGS, "def find_x() -> str: ..."),
    (PROMISE, "list_ that is no list", SLUGS, "def list_x() -> str: ..."),
    (PROMISE, "can_ that is no bool", SLUGS, "def can_x() -> str: ..."),
    (
        f"{NAMES}test_what_changes_something_is_given_a_transaction",
        "a command that takes the pool",
        COMMANDS,
        "async def delete_all(db: Database) -> None: ...",
    ),
    (
        f"{NAMES}test_a_read_opens_no_transaction_and_a_command_no_second_one",
        "a read that takes a transaction",
        QUERIES,
        "async def find_x(db: Transaction) -> None: ...",
    ),
    (f"{NAMES}test_no_file_is_named_after_nothing", "utils.py", "blog_api/utils.py", ""),
    (DELETES, "a command sets deleted_at", COMMANDS, "X = update(Post).values(deleted_at=None)"),
    (DELETES, "the same by a dict", COMMANDS, "X = update(Post).values({'deleted_at': None})"),
    (DELETES, "the same by an assignment", COMMANDS, "Post.c.deleted_at = None"),
    (DELETES, "the same by SQL", COMMANDS, "X = 'UPDATE posts SET deleted_at = now()'"),
    (f"{LIFE}test_only_the_database_ends_a_transaction", "commit", COMMANDS, "db.commit()"),
    (READS, "text() in a read", QUERIES, "X = text('SELECT 1')"),
    (READS, "what lies below in a read", QUERIES, "X = LivePostCounters.element"),
    (READS, "every table in a read", QUERIES, "X = LivePost.c.id.table.metadata.tables"),
    (PERMITS, "a role is asked for in a command", COMMANDS, "X = actor.is_admin"),
    (
        PERMITS,
        "a command raises ForbiddenError itself",
        COMMANDS,
        "def f() -> None:\n    raise ForbiddenError",
    ),
    (
        HIDES,
        "a query compares the date of publication",
        QUERIES,
        "X = LivePost.c.published_at <= func.now()",
    ),
    (
        HIDES,
        "a query adds the viewer's own posts",
        QUERIES,
        "X = LivePost.c.author_id == bindparam('viewer_id')",
    ),
    (HIDES, "a query widens what is public", QUERIES, "X = or_(is_public(LivePost), OWN)"),
    (HIDES, "the same by an operator", QUERIES, "X = is_public(LivePost) | OWN"),
    (SHARES, "an account is share-locked elsewhere", COMMANDS, "X = Y.with_for_update(read=True)"),
    (LIMITS, "a rate limit in a room", COMMANDS, "X = Limit('x', 1, 1)"),
    (REASON, "a suppression without a reason", SLUGS, "x = 1  # noqa: S101"),
    (LATER, "something left for later", SLUGS, "# TODO: later"),
    (
        f"{PACKAGING}test_every_imported_package_is_declared",
        "a package that another one brings along",
        SLUGS,
        "import click",
    ),
    (LATER, "the same in a configuration", "pyproject.toml", "# FIXME: later"),
]
HOUSE: Final = [
    Plant(
        "house",
        f"{PACKAGING}test_every_declared_package_is_imported",
        "a package that nothing imports",
        "pyproject.toml",
        '    "rich>=15", "structlog>=26",',
        '    "rich>=15",',
    ),
    Plant(
        "house",
        f"{PACKAGING}test_migrations_are_packaged_from_the_top_of_the_repository",
        "a wheel without migrations",
        "pyproject.toml",
        'exclude-include = { "alembic"',
        'force-include = { "alembic"',
    ),
    Plant(
        "house",
        f"{PACKAGING}test_the_image_is_made_of_files_that_docker_sends",
        "an image from a file that Docker leaves out",
        "Dockerfile",
        "COPY docs docs",
        "COPY alembic alembic",
    ),
    Plant(
        "house",
        f"{RELEASE}test_a_workflow_runs_scripts_that_exist",
        "a workflow runs a script under a former name",
        ".github/workflows/release.yml",
        "run: scripts/build-wheel dist",
        "run: scripts/wheel dist",
    ),
    Plant(
        "house",
        f"{SECURITY}test_every_named_test_is_there",
        "a test that proves a requirement is renamed",
        "tests/unit/test_keys.py",
        "def test_default_size(",
        "def test_default_size_is_3072_bits(",
    ),
    Plant(
        "house",
        f"{SECURITY}test_every_requirement_is_answered_once",
        "a requirement is forgotten",
        "docs/security.md",
        "* **1.2.6, 1.2.7**",
        "* **1.2.6, 1.2.7, 1.2.8**",
    ),
    *(
        Plant("house", finds, mistake, path, f"\n\n{code}\n")
        for finds, mistake, path, code in ADDED
    ),
    Plant(
        "house",
        TRASHED,
        "a unique index that is not partial",
        POST,
        'Index("uq_posts_slug_live", "slug", unique=True),',
        'Index("uq_posts_slug_live", "slug", unique=True, postgresql_where=LIVE),',
    ),
    Plant(
        "house",
        f"{MODELS}test_names_follow_the_convention",
        "an index named at will",
        COUNTERS,
        'Index("votes_by_user", "user_id"',
        'Index("ix_votes_newest", "user_id"',
    ),
    Plant(
        "house",
        f"{MODELS}test_instants_have_a_zone_and_end_in_at",
        "an instant without a zone",
        "blog_api/models/base.py",
        "DateTime(timezone=False)",
        "DateTime(timezone=True)",
    ),
    Plant(
        "house",
        f"{MODELS}test_every_unique_index_has_its_refusal",
        "a unique index that nothing refuses for",
        "blog_api/db/errors.py",
        "",
        '    "uq_posts_slug_live": SlugTakenError,\n',
    ),
]
