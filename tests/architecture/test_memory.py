"""Modules that a serving process does not load before they are needed."""

import subprocess
import sys

NEEDED_LATER = {
    "PIL",  # with the first image upload
    "aiosmtplib",  # with the first email
    "alembic",  # for pending migrations
    "blog_api.recounting",  # on an operator's command
    "jinja2",  # with the first email
    "markdown_it",  # with the first write of a post
    "nh3",  # the same
    "obstore",  # with the first image request
    "rich",  # for progress on a terminal
    "sqlalchemy.orm",  # never: nothing is mapped
    "xml.etree",  # with the first feed
}
SERVING = """
import sys, logging.config
import blog_api.cli.serving, blog_api.main
from blog_api.logs import configure
logging.config.dictConfig(configure("INFO", access=True, terminal=False))
print(*sys.modules)
"""


def test_what_serves_loads_nothing_that_most_workers_never_need() -> None:
    loaded = subprocess.check_output([sys.executable, "-c", SERVING], text=True).split()
    assert NEEDED_LATER.isdisjoint(loaded)


SUPERVISING = """
import sys
import blog_api.cli.reindexing, blog_api.cli.serving
print(*sys.modules)
"""


def test_a_supervisor_of_workers_does_not_load_what_only_they_need() -> None:
    """Nor do the commands that look at data keys: FastAPI takes a third of their start."""
    loaded = subprocess.check_output([sys.executable, "-c", SUPERVISING], text=True).split()
    assert {"fastapi", "starlette", "blog_api.main"}.isdisjoint(loaded)
