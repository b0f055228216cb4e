"""Fixtures of `tests/trust`: worlds with settings of their own."""

from tests.trust.conftest import open_world

__all__ = ["open_world"]
