"""Environments of templates: one for each language, escaped, and strict about missing values."""

from datetime import datetime
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from blog_api.studio.forms import is_secret
from blog_api.studio.languages import languages
from blog_api.studio.static_files import address_of
from blog_api.studio.visibility import is_visible

EXTENSIONS: Final = ("jinja2.ext.do", "jinja2.ext.loopcontrols")


@cache
def environment(code: str) -> Environment:
    """Return the environment of a language; templates are compiled once for each."""
    language = languages()[code]
    made = Environment(
        loader=PackageLoader("blog_api.studio"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=EXTENSIONS,
    )
    made.globals |= {
        "_": language.gettext,
        "ngettext": language.ngettext,
        "language": language,
        "static": address_of,
        "is_secret": is_secret,
    }
    made.filters |= {"date": language.date, "number": language.number}
    made.filters |= {"moment": moment, "visible": visible}
    return made


@pass_context
def visible(context: Context, text: str) -> str:
    """Return a title or a comment, or words in its place if nothing of it would be seen."""
    return text if is_visible(text) else context["language"].gettext("(no visible text)")


@pass_context
def moment(context: Context, instant: datetime) -> Markup:
    stamp = instant.isoformat().replace("+00:00", "Z")
    shown = context["language"].time(instant)
    return Markup('<time datetime="{}">{}</time>').format(stamp, shown)
