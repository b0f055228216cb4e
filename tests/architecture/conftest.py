"""Databases for the tests of migrations."""

import os

import pytest

from tests.database import SERVER_VARIABLE, in_database, make_clone, recreate, worker_name


@pytest.fixture
def empty_url() -> str:
    name = f"blog_empty_{worker_name()}"
    recreate(os.environ[SERVER_VARIABLE], name, "template0")
    return in_database(os.environ[SERVER_VARIABLE], name)


@pytest.fixture
def migrated_url() -> str:
    name = f"blog_migrated_{worker_name()}"
    return make_clone(os.environ[SERVER_VARIABLE], name)
