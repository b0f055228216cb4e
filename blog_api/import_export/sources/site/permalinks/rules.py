"""The address that the generator of a site gave to a post by its rule."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final
from urllib.parse import quote, unquote

from blog_api.import_export.dialects.code_titles import HEXO
from blog_api.import_export.dialects.markdown import HUGO, PYTHON
from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.site.configuration import Configuration, read_configuration
from blog_api.import_export.sources.site.page import ELEVENTY, OURS
from blog_api.import_export.sources.site.permalinks import (
    eleventy,
    hexo,
    hugo_site,
    jekyll,
    pelican,
    zola,
)
from blog_api.import_export.sources.site.permalinks.entries import Entry, SiteFacts
from blog_api.import_export.sources.site.systems import JEKYLL, ZOLA_NAME, system_of
from blog_api.redirects.paths import path_of
from blog_api.slugs import make_slug, slug_of_title

ADDRESSES: Final[dict[str, Callable[[Entry], str | None]]] = {
    JEKYLL: jekyll.address_of,
    HEXO: hexo.address_of,
    HUGO: hugo_site.address_of,
    ZOLA_NAME: zola.address_of,
    PYTHON: pelican.address_of,
    ELEVENTY: eleventy.address_of,
}
UNDERSCORE: Final = "_config."
OF_HEXO: Final = frozenset({"new_post_name", "source_dir", "public_dir"})
POSTS: Final = "_posts"


class Permalinks:
    """The rules of a folder, which may have several sites in folders of their own."""

    def __init__(self, root: Path, configuration: Configuration) -> None:
        self._root: Final = root
        self._sites: Final = {root: facts_of(root, configuration)}

    def with_address(
        self, post: Incoming, path: Path, values: Mapping[str, Any], own: Mapping[str, Any]
    ) -> Incoming:
        """Add the address of a published post; our own export names all old addresses."""
        if post.status != "published" or OURS in values:
            return post
        site = self._site_of(path.parent)
        inside = PurePosixPath(path.relative_to(site.root).as_posix())
        inherited = {k.lower(): v for k, v in site.configuration.values_for(inside).items()}
        entry = Entry(inside, inherited | dict(values), own, post.title, site)
        address = address_in(entry)
        if address is None or address in post.addresses or address == new_path_of(post):
            return post
        return replace(post, addresses=[*post.addresses, address])

    def _site_of(self, folder: Path) -> SiteFacts:
        """Return the site of the nearest folder that has the configuration of one."""
        if folder not in self._sites:
            system = system_of(folder)
            self._sites[folder] = (
                facts_of(folder, read_configuration(folder))
                if system or any(folder.glob("_config.y*ml"))
                else self._site_of(folder.parent)
            )
        return self._sites[folder]


def facts_of(root: Path, configuration: Configuration) -> SiteFacts:
    system = system_of(root)
    if not system and any(root.glob("_config.y*ml")):
        settings = settings_in(configuration, JEKYLL)
        system = HEXO if OF_HEXO & settings.keys() else JEKYLL
    if system == PYTHON:
        settings = pelican.read_settings(root)
    elif system == ELEVENTY:
        settings = eleventy.read_settings(root)
    else:
        settings = settings_in(configuration, system)
    return SiteFacts(root, system, settings, configuration)


def settings_in(configuration: Configuration, system: str) -> dict[str, Any]:
    """Return the settings of the files that the system reads; the first file takes precedence."""
    is_underscored = system in {JEKYLL, HEXO}
    found: dict[str, Any] = {}
    for name, values in configuration.files.items():
        if name.startswith(UNDERSCORE) == is_underscored:
            found = merged(values, found)
    return found


def merged(values: dict[str, Any], first: dict[str, Any]) -> dict[str, Any]:
    """Merge the tables of several files, such as the languages of Hugo."""
    tables = {
        name: {**value, **first[name]}
        for name, value in values.items()
        if isinstance(value, dict) and isinstance(first.get(name), dict)
    }
    return values | first | tables


def address_in(entry: Entry) -> str | None:
    make = ADDRESSES.get(entry.site.system)
    address = make(entry) if make else None
    return path_of(quote(address)) if address else None


def new_path_of(post: Incoming) -> str:
    slug = make_slug(unquote(post.slug)) if post.slug else ""
    return f"/{slug or slug_of_title(post.title)}"
