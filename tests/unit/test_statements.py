"""Statements are compiled at their first use; here all of them are."""

import gc
import pkgutil
from importlib import import_module

import pytest
from sqlalchemy import select
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.elements import ColumnElement

import blog_api
from blog_api.db.statements import Statement


def test_all_of_them_compile() -> None:
    for module in pkgutil.walk_packages(blog_api.__path__, "blog_api."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    statements = [each for each in gc.get_objects() if isinstance(each, Statement)]
    assert len(statements) > 300
    assert all(each.sql for each in statements)


class Unknown(ColumnElement[int]):
    inherit_cache = False


def test_one_that_does_not_fails_at_its_use() -> None:
    statement = Statement(select(Unknown()), int)
    with pytest.raises(CompileError):
        _ = statement.sql
