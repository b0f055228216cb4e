"""Mistakes that a tool catches: format, lint, types, imports."""

from typing import Final

from tests.fences.plant import Plant

QUERIES: Final = "blog_api/posts/queries.py"
LISTING: Final = "blog_api/posts/listing.py"
SCHEMAS: Final = "blog_api/posts/schemas.py"
ROUTES: Final = "blog_api/posts/routes.py"
SLUGS: Final = "blog_api/slugs.py"
ENV_TEST: Final = "tests/architecture/test_migrations.py"
HEAD: Final = "from blog_api.db.migrations import configuration, migrate\n"
DOWNWARDS: Final = "Imports point downwards BROKEN"
FEATURE: Final = "Inside a feature: routes, then commands or reads, then schemas BROKEN"
HTTP: Final = "HTTP stays in main, http, routes and dependencies BROKEN"
MODELS: Final = "who may import the models is on this list BROKEN"
BRANCHES: Final = "".join(f"    if number == {n}:\n        return {n}\n" for n in range(7))
TOOLS: Final = [
    Plant(
        "format", "would be reformatted", "quotes and spaces as they come", SLUGS, "x = { 'a':1 }\n"
    ),
    *(
        Plant("ruff", finds, mistake, path, f"\n\n{code}\n")
        for finds, mistake, path, code in [
            ("TID251", "HTTPException", ROUTES, "from fastapi import HTTPException"),
            ("TID251", "os.environ", QUERIES, "import os\n\nURL = os.environ['DATABASE_URL']"),
            ("TID251", "os.getenv", QUERIES, "import os\n\nURL = os.getenv('DATABASE_URL')"),
            ("TID251", "the ORM", SLUGS, "from sqlalchemy.orm import relationship"),
            ("TID251", "utcnow", SLUGS, "from datetime import datetime\n\nx = datetime.utcnow()"),
            (
                "DTZ005",
                "an instant without a zone",
                SLUGS,
                "import datetime\n\ndatetime.datetime.now()",
            ),
            (
                "C901",
                "seven branches",
                SLUGS,
                f"def f(number: int) -> int:\n{BRANCHES}    return 9",
            ),
            ("PLR0913", "six arguments", SLUGS, "def f(a, b, c, d, e, f): ..."),
            ("E501", "a line of 101 characters", SLUGS, "x = '" + "x" * 95 + "'"),
            ("F401", "an import that nobody uses", SLUGS, "import json"),
            ("ANN201", "a function without types", SLUGS, "def f(a):\n    return a"),
            ("T201", "print", SLUGS, "print('here')"),
            ("ERA001", "commented-out code", SLUGS, "# x = slugify('a')"),
            ("PGH004", "noqa for everything", SLUGS, "x = eval('1')  # noqa"),
            ("RUF100", "noqa for nothing", SLUGS, "x = 1  # noqa: S101"),
            ("S101", "assert in the application", SLUGS, "assert slugify('a')"),
            (
                "S608",
                "SQL put together from text",
                SLUGS,
                "x = f'SELECT 1 FROM {FALLBACK} WHERE a'",
            ),
            ("TD", "something left for later", SLUGS, "# TODO: later"),
        ]
    ),
    Plant(
        "ruff",
        "I001",
        "alembic among our own imports",
        ENV_TEST,
        f"{HEAD}from alembic import command\n",
        HEAD,
    ),
    *(
        Plant("mypy", f"[{finds}]", mistake, path, f"\n\n{code}\n")
        for finds, mistake, path, code in [
            (
                "no-untyped-def",
                "a parameter without a type",
                SLUGS,
                "def f(a) -> int:\n    return 1",
            ),
            ("return-value", "a type that is not true", SLUGS, "def f() -> int:\n    return ''"),
            ("no-any-return", "Any behind a type", SLUGS, "def f(a: Any) -> int:\n    return a"),
            (
                "explicit-override",
                "an override that is not called one",
                "blog_api/logs.py",
                "class A(JsonFormatter):\n    def format(self, record: Any) -> str: ...",
            ),
            (
                "possibly-undefined",
                "a name that may not be there",
                SLUGS,
                "def f(a: bool) -> int:\n    if a:\n        b = 1\n    return b",
            ),
            (
                "truthy-bool",
                "a truth that is always true",
                SLUGS,
                "class A: ...\n\n\ndef f(a: A) -> int:\n    return 1 if a else 2",
            ),
            (
                "unused-awaitable",
                "an await that is forgotten",
                SLUGS,
                "import asyncio\n\n\ndef f() -> None:\n    asyncio.gather()",
            ),
            (
                "exhaustive-match",
                "a case that is forgotten",
                SCHEMAS,
                "def f(a: Status) -> None:\n    match a:\n        case 'draft': ...",
            ),
            (
                "ignore-without-code",
                "an ignore for everything",
                SLUGS,
                "x: int = ''  # type: ignore",
            ),
            ("unused-ignore", "an ignore for nothing", SLUGS, "x: int = 1  # type: ignore[misc]"),
            ("call-arg", "a field that a model does not have", SCHEMAS, "AUTHOR = Author(no=1)"),
        ]
    ),
    *(
        Plant("imports", finds, mistake, path, f"\n\n{code}\n")
        for finds, mistake, path, code in [
            (
                DOWNWARDS,
                "users import posts",
                "blog_api/users/queries.py",
                "import blog_api.posts.locking",
            ),
            (
                DOWNWARDS,
                "web imports a feature",
                "blog_api/http/etag.py",
                "import blog_api.auth.keys",
            ),
            (
                DOWNWARDS,
                "errors import anything",
                "blog_api/errors/base.py",
                "import blog_api.settings",
            ),
            (DOWNWARDS, "a room that nobody placed", "blog_api/attic.py", '"""Things."""'),
            (FEATURE, "schemas import commands", SCHEMAS, "import blog_api.posts.commands"),
            (FEATURE, "a read imports a route", QUERIES, "import blog_api.posts.routes"),
            (FEATURE, "a file that nobody placed", "blog_api/votes/attic.py", '"""Things."""'),
            (
                HTTP,
                "a command imports FastAPI",
                "blog_api/posts/commands/update.py",
                "import fastapi",
            ),
            (
                HTTP,
                "a rule imports Starlette",
                "blog_api/permissions.py",
                "import starlette.status",
            ),
            (MODELS, "posts/queries imports the models", QUERIES, "import blog_api.models"),
            (MODELS, "posts/listing imports the models", LISTING, "import blog_api.models.post"),
            (
                MODELS,
                "auth/queries imports the models",
                "blog_api/auth/queries.py",
                "import blog_api.models",
            ),
            ("auth/tokens.py BROKEN", "jose elsewhere", "blog_api/auth/keys.py", "import jose"),
            (
                "auth/passwords.py BROKEN",
                "passlib elsewhere",
                "blog_api/users/commands.py",
                "import passlib",
            ),
        ]
    ),
]
