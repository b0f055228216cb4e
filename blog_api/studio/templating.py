"""Templates: rendering of a page in a language."""

from collections.abc import Mapping
from typing import Any


def fill(code: str, name: str, values: Mapping[str, Any]) -> str:
    """Render a template; Jinja2 is loaded with the first page, as many servers show none."""
    from blog_api.studio.environments import environment  # noqa: PLC0415  # at first use

    return environment(code).get_template(name).render(values)
