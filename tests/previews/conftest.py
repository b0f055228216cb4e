"""A second application with other settings."""

from tests.trust.conftest import open_world

__all__ = ["open_world"]
