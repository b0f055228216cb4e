"""Timeouts are defaults of the serving role, so that a pooler cannot lose them."""

import psycopg
import pytest

from blog_api.cli.serving_database import warn_of_unset_defaults
from blog_api.db.database import SESSION_SETTINGS
from blog_api.db.role_settings import find_unset_defaults, is_own, set_role_defaults
from tests.replication.conftest import Pair

STANDARD = {name: value for name, value in SESSION_SETTINGS.items() if not is_own(name)}
RESET = "ALTER ROLE blog_serving IN DATABASE blog RESET ALL"


def test_new_connections_have_the_timeouts(
    servers: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    servers.primary.wait_for_standbys()
    servers.primary.execute(RESET)
    url = servers.primary.serving
    assert set(find_unset_defaults(url)) >= {"statement_timeout", "lock_timeout"}
    warn_of_unset_defaults(url)
    assert "statement_timeout" in capsys.readouterr().err
    set_role_defaults(url)
    for _ in range(10):
        with psycopg.connect(url) as connection:
            found = {
                name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()
                for name in STANDARD
            }
        assert found == {name: (value,) for name, value in STANDARD.items()}
    warn_of_unset_defaults(url)
    assert capsys.readouterr().err == ""


def test_the_owner_keeps_its_own_settings(servers: Pair) -> None:
    servers.primary.wait_for_standbys()
    set_role_defaults(servers.primary.serving)
    with psycopg.connect(servers.primary.owner) as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("0",)
