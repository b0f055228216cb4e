"""Statements are compiled at their first use; here all of them are."""

import gc
import pkgutil
from importlib import import_module

import pytest
from sqlalchemy import Integer, bindparam, select
from sqlalchemy.exc import CompileError
from sqlalchemy.sql.elements import ColumnElement

import blog_api
from blog_api.db.statements import Statement


def test_all_of_them_compile() -> None:
    for module in pkgutil.walk_packages(blog_api.__path__, "blog_api."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    gc.unfreeze()  # objects of the collection are hidden otherwise
    statements = [each for each in gc.get_objects() if isinstance(each, Statement)]
    gc.freeze()
    assert len(statements) > 300
    assert all(each.sql for each in statements)


class Unknown(ColumnElement[int]):
    inherit_cache = False


def test_one_that_does_not_fails_at_its_use() -> None:
    statement = Statement(select(Unknown()), int)
    with pytest.raises(CompileError):
        _ = statement.sql


def test_parameters_are_postgresqls_own() -> None:
    """A driver that has other ones looks for them in each execution of a long statement."""
    twice = bindparam("a", type_=Integer)
    statement = Statement(select(bindparam("b", 2).label("x"), twice.label("y"), twice), int)
    assert statement.sql.split()[1] == "$1::INTEGER"
    assert statement.sql.count("$2::INTEGER") == 2
    assert statement.bind({"a": 3}) == [2, 3]
