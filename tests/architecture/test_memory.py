"""What a process that serves does not load before it needs it."""

import subprocess
import sys

NEEDED_LATER = {
    "PIL",  # with the first picture that is uploaded
    "aiosmtplib",  # with the first letter
    "alembic",  # where there is something to migrate
    "blog_api.recounting",  # where an operator asks for it
    "jinja2",  # with the first letter
    "markdown_it",  # with the first post that is written
    "nh3",  # the same
    "obstore",  # with the first picture that is asked for
    "rich",  # for progress on a terminal
    "sqlalchemy.orm",  # never: nothing is mapped
    "structlog",  # for lines on a terminal
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
