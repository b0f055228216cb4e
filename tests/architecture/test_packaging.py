"""The wheel: its metadata and contents."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from pathlib import Path

from blog_api.db.migrations import migrations_folder
from tests.architecture.tree import ROOT, Module, modules

OURS = {"__future__", "blog_api", *sys.stdlib_module_names}
NAME = re.compile(r"[\w.-]+")
# Used by another package, which finds them by itself.
NEVER_IMPORTED = {"bcrypt", "httptools", "python-multipart", "psycopg-binary", "uvloop"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def normalise(name: str) -> str:
    """Follow PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    names = (NAME.match(text) for text in PROJECT["project"]["dependencies"])
    return {normalise(name[0]) for name in names if name}


def imported_modules(module: Module) -> Iterator[str]:
    """Yield the top-level names of absolute imports, those inside functions included."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]


def distributions(names: set[str], providers: Mapping[str, list[str]]) -> set[str]:
    return {normalise(package) for name in names for package in providers.get(name, [name])}


def test_every_imported_package_is_declared() -> None:
    names = {name for module in modules("blog_api", "alembic") for name in imported_modules(module)}
    imported = distributions(names - OURS, packages_distributions())
    assert sorted(imported - declared()) == []


def test_every_declared_package_is_imported() -> None:
    names = {name for module in modules("blog_api", "alembic") for name in imported_modules(module)}
    used = distributions(names - OURS, packages_distributions()) | NEVER_IMPORTED
    quoted = "\n".join(module.text for module in modules("blog_api"))
    unused = {name for name in declared() - used if f'"{name.replace("-", "_")}' not in quoted}
    assert sorted(unused) == []


def test_migrations_are_packaged_from_the_top_of_the_repository() -> None:
    target = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert target["force-include"] == {"alembic": "blog_api/alembic"}
    assert migrations_folder() == ROOT / "alembic"


def test_an_installed_package_brings_its_migrations(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "blog_api"
    (package / "alembic").mkdir(parents=True)
    assert migrations_folder(package) == package / "alembic"


def test_the_image_is_made_of_files_that_docker_sends() -> None:
    """Every COPY of the Dockerfile exists, and .dockerignore lets it through."""
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ")]
    sources = {source for words in copied if "--from=build" not in words for source in words}
    sent = set((ROOT / ".dockerignore").read_text().replace("!", "").split())
    assert sources <= sent
    assert [source for source in sources if not (ROOT / source).exists()] == []
