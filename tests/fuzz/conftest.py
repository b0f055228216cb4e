"""The blog for synchronous tests."""

from collections.abc import Iterator

import pytest

from blog_api.settings import Settings
from tests.fuzz.blog import Blog, running_blog


@pytest.fixture(scope="module")
def blog(settings: Settings, database_url: str) -> Iterator[Blog]:
    """Yield the blog; delete all rows afterwards."""
    with running_blog(settings, database_url) as blog:
        yield blog
        blog.empty()
