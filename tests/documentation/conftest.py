"""Fixtures of the command line."""

from tests.cli.conftest import data_dir, elsewhere, run, serve, target, used_data_dir

__all__ = ["data_dir", "elsewhere", "run", "serve", "target", "used_data_dir"]
