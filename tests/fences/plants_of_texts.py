"""Mistakes in words, commit subjects, library names and documentation; no database is needed."""

from typing import Final

from tests.fences.plant import BadCommit, Plant

PROSE: Final = "tests/architecture/test_prose.py::"
PUBLIC: Final = "tests/architecture/test_public_api.py::"
SQL_FILES: Final = "tests/architecture/test_sql_files.py::"
SETTINGS: Final = "tests/unit/test_env_example.py::"
SUBJECTS: Final = "tests/architecture/test_commits.py::test_subjects_of_new_commits"
LIMITS: Final = "tests/architecture/test_rules.py::test_rate_limits_have_different_names"
NAMED: Final = "tests/architecture/test_security_page.py::test_every_named_test_is_there"
COMMANDS: Final = "tests/contract/test_readme.py::test_lists_every_command"
SLUGS: Final = "blog_api/slugs.py"
BEGINS: Final = f"{PROSE}test_sentences_begin_with_a_noun_or_a_verb"
TERMS: Final = f"{PROSE}test_standard_terms_are_used"
SECTIONS: Final = f"{PROSE}test_a_decision_page_has_its_title_and_sections"
CITED: Final = f"{PROSE}test_code_cites_decisions_that_exist"
INDEX: Final = f"{PROSE}test_decision_numbers_are_unique_and_listed_in_the_index"
PRIVATE: Final = f"{PUBLIC}test_no_private_name_of_a_library_is_used"
DERIVED: Final = f"{PUBLIC}test_no_class_takes_a_private_attribute_of_its_library_base"
CAPPED: Final = f"{PUBLIC}test_the_next_minor_release_is_not_taken_unseen"
HEAD: Final = ".git/HEAD"
NEW_PAGE: Final = "docs/decisions/0099-attic.md"
ATTIC: Final = "# 0099 Attic\n\n## Context\n\n## Decision\n\n## Consequences\n"
# Apart, for the rule about words reads this file too.
HOUSEHOLD: Final = "Some" + "body"
POOL: Final = """import psycopg_pool


class Pool(psycopg_pool.AsyncConnectionPool):
    def forget(self) -> None:
        self._pool.clear()"""

ADDED: Final[list[tuple[str, str, str, str]]] = [
    (
        BEGINS,
        "a docstring that begins with What",
        SLUGS,
        'def f() -> None:\n    """What f does."""',
    ),
    (BEGINS, "a comment that begins with Who", SLUGS, "# Who" + " reads."),
    (TERMS, "a household word in a comment", SLUGS, f"# {HOUSEHOLD} reads."),
    (TERMS, "the same in a page", "docs/importing.md", f"{HOUSEHOLD} imports."),
    (TERMS, "an email that is called a letter", "blog_api/mail/mailboxes.py", "# A letter."),
    (CITED, "a decision that has no page", SLUGS, "# Measured (decision 0099)."),
    (PRIVATE, "a private module of a library", SLUGS, "from psycopg import _queries"),
    (PRIVATE, "a private attribute of an object", SLUGS, "X = Y._pool"),
    (PRIVATE, "an undocumented name", SLUGS, "from fastapi.dependencies.models import Dependant"),
    (DERIVED, "a private attribute of a base", SLUGS, POOL),
    (LIMITS, "two limits of one name", "blog_api/rate_limits.py", 'X = Limit("login", 1, 1)'),
    (
        NAMED,
        "a page names a test that is not there",
        "docs/security.md",
        "`tests/unit/test_keys.py::test_nothing`",
    ),
    (
        f"{SETTINGS}test_lists_exactly_the_settings",
        "an entry without a setting",
        ".env.example",
        "# Nothing.\n# ATTIC=",
    ),
]
TEXTS: Final = [
    *(
        Plant("house", finds, mistake, path, f"\n\n{text}\n")
        for finds, mistake, path, text in ADDED
    ),
    Plant("house", SECTIONS, "a decision without alternatives", NEW_PAGE, ATTIC),
    Plant("house", INDEX, "a decision that the index does not list", NEW_PAGE, ATTIC),
    BadCommit("house", SUBJECTS, "a subject that is a clause", HEAD, "What many ask is read once"),
    BadCommit("house", SUBJECTS, "a subject of 73 characters", HEAD, "Add " + "x" * 69),
    Plant(
        "house",
        CAPPED,
        "the next FastAPI unseen",
        "pyproject.toml",
        '"fastapi>=0.165"',
        '"fastapi>=0.165,<0.166"',
    ),
    Plant(
        "house",
        COMMANDS,
        "a command that the README leaves out",
        "blog_api/cli/__init__.py",
        '"serve": "serving",\n    "attic": "serving",',
        '"serve": "serving",',
    ),
    Plant(
        "house",
        f"{SQL_FILES}test_a_file_is_one_function_and_its_triggers",
        "a SQL file of another name than its function",
        "blog_api/db/sql/refuse_change.sql",
        "FUNCTION refuse_changes() RETURNS",
        "FUNCTION refuse_change() RETURNS",
    ),
]
