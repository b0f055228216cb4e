"""Configuration of a site: the time zone of its dates, its address, and defaults of its pages."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any, Final

from blog_api.import_export.coercion import as_flag, as_list, as_text
from blog_api.import_export.dates import named_zone
from blog_api.import_export.files import MAX_PAGE_BYTES, read_text
from blog_api.import_export.records import UnreadableError
from blog_api.import_export.sources.site.front_matter import read_toml, read_yaml
from blog_api.import_export.sources.site.ignored import Ignored, read_ignored
from blog_api.import_export.sources.site.languages import Languages
from blog_api.import_export.sources.site.texts import data_of_site, texts_in

LANGUAGES: Final = tuple(
    f"config/_default/languages.{kind}" for kind in ("toml", "yaml", "yml", "json")
)
PERMALINKS: Final = tuple(
    f"config/_default/permalinks.{kind}" for kind in ("toml", "yaml", "yml", "json")
)
LANGUAGE_FILES: Final = frozenset({".toml", ".yaml", ".yml", ".json"})
PARTS: Final = frozenset({*LANGUAGES, *PERMALINKS})  # tables of Hugo in files of their own
FILES: Final = (
    "_config.yml", "_config.yaml", "_config.toml", "hugo.toml", "hugo.yaml", "hugo.yml",
    "hugo.json", "config.toml", "config.yaml", "config.yml", "config.json",
    "config/_default/hugo.toml", "config/_default/config.toml", "config/_default/hugo.yaml",
    "config/_default/config.yaml", *LANGUAGES, *PERMALINKS,
    "pelicanconf.py",
)  # fmt: skip  # Jekyll and Hexo, Hugo, Pelican
PELICAN: Final = re.compile(r"^(TIMEZONE|SITEURL)\s*=\s*[\"']([^\"'\n]+)[\"']", re.MULTILINE)
PELICAN_PATH: Final = re.compile(r"^PATH[ \t]*=[ \t]*[\"']([^\"'\n]+)[\"']", re.MULTILINE)
PELICAN_INPUT: Final = re.compile(
    r"^INPUTDIR[ \t]*[?:]?=[ \t]*(?:\$[({]BASEDIR[)}]/)?([\w./-]+)", re.MULTILINE
)
PELICAN_DATE: Final = re.compile(r"^DEFAULT_DATE[ \t]*=[ \t]*+(?!None\b)", re.MULTILINE)
PELICAN_METADATA: Final = re.compile(r"^DEFAULT_METADATA\s*=\s*([({][^{}]*)", re.MULTILINE)
PELICAN_STATUS: Final = re.compile(r"[\"']status[\"']\s*[:,]\s*[\"'](\w+)[\"']")
ZONES: Final = ("timezone", "time_zone")
ADDRESSES: Final = ("url", "baseurl", "siteurl")
IMPORTED_TERMS: Final = frozenset({"tags", "categories", "keywords", "series", "authors", "author"})


@dataclass(frozen=True, slots=True)
class Default:
    """Values that Jekyll gives to the pages below a path, or of a type."""

    path: str
    type: str
    values: dict[str, Any]


@dataclass(slots=True)
class Configuration:
    """`zone` applies to dates without one; `notes` list values that could not be used."""

    zone: tzinfo = UTC
    zone_name: str | None = None
    address: str | None = None
    defaults: list[Default] = field(default_factory=list)
    languages: Languages = field(default_factory=Languages)
    collections: set[str] = field(default_factory=set)  # of Jekyll, with pages of their own
    texts: dict[str, str] = field(default_factory=dict)  # values that templates may show
    taxonomies: list[str] = field(default_factory=list)  # of Hugo and Zola, besides tags
    ignored: Ignored = field(default_factory=Ignored)
    content: str | None = None  # the only folder with pages, of Pelican
    has_default_date: bool = False  # of Pelican, for pages without a date
    files: dict[str, dict[str, Any]] = field(default_factory=dict)  # values by lower-case names
    notes: list[str] = field(default_factory=list)

    def is_hidden_collection(self, path: PurePosixPath) -> bool:
        """Return True in a folder such as `_notes`, which Jekyll does not write by itself."""
        if {"_posts", "_drafts"} & set(path.parts):
            return False
        folders = [part[1:] for part in path.parts[:-1] if part.startswith("_")]
        return bool(folders) and not self.collections & set(folders)

    def terms_left_out(self, values: dict[str, Any]) -> list[str]:
        return [f"terms of {name}" for name in self.taxonomies if as_list(values.get(name))]

    def values_for(self, path: PurePosixPath) -> dict[str, Any]:
        """Return Jekyll's defaults for a page, with the narrowest scope last."""
        found: dict[str, Any] = {}
        kind = collection_of(path) or ""
        for default in sorted(self.defaults, key=lambda each: len(each.path)):
            if default.type in {"", kind} and is_below(path, default.path):
                found |= default.values
        return found


def collection_of(path: PurePosixPath) -> str | None:
    """Return the name of the collection of Jekyll, such as `posts` in `blog/_posts`."""
    named = [part[1:] for part in path.parts[:-1] if part.startswith("_")]
    return next(
        (name for name in named if name in {"posts", "drafts"}), named[0] if named else None
    )


def is_below(path: PurePosixPath, scope: str) -> bool:
    scope = scope.strip("/")
    return not scope or path.is_relative_to(scope) or fnmatch(str(path), scope)


def read_configuration(root: Path) -> Configuration:
    """Read all known configuration files; note those that cannot be read."""
    configuration = Configuration(texts=data_of_site(root), ignored=read_ignored(root))
    for name in (*FILES, *languages_at(root)):
        path = root / name
        if not path.is_file():
            continue
        try:
            values = read_values(path)
            if name not in FILES or name in PARTS:  # `languages.de.toml` is the table of a table
                values = nested(path.stem, values)
            configuration.files[name] = {key.lower(): value for key, value in values.items()}
            use(configuration, values)
        except (UnreadableError, OSError, ValueError) as error:
            configuration.notes.append(f"{name}: {error}")
    unread = (shown[:100] for shown in configuration.ignored.unread)
    configuration.notes += [f"ignoreFiles {each!a} cannot be read here" for each in unread]
    return configuration


def languages_at(root: Path) -> list[str]:
    """Return Hugo's files with one language each."""
    names = sorted(path.name for path in root.glob("config/_default/languages.*.*"))
    return [f"config/_default/{name}" for name in names if Path(name).suffix in LANGUAGE_FILES]


def nested(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values as the table that the name of their file means."""
    for part in reversed(name.split(".")):
        values = {part: values}
    return values


def read_values(path: Path) -> dict[str, Any]:
    text = read_text(path, MAX_PAGE_BYTES)
    if path.suffix == ".py":
        makefile = path.with_name("Makefile")
        commands = read_text(makefile, MAX_PAGE_BYTES) if makefile.is_file() else ""
        return pelican_values(text, commands)
    if path.suffix == ".toml":
        return read_toml(text)
    if path.suffix == ".json":
        values = json.loads(text)
        return values if isinstance(values, dict) else {}
    return read_yaml(text)


def pelican_values(text: str, commands: str) -> dict[str, Any]:
    """Return plain values, the default status of pages, and whether pages have a default date.

    The folder of the pages is a value, or an argument in the Makefile of Pelican's quick start.
    """
    values: dict[str, Any] = dict(PELICAN.findall(text))
    if path := PELICAN_PATH.search(text) or PELICAN_INPUT.search(commands):
        values["pelican_path"] = path[1]
    metadata = PELICAN_METADATA.search(text)
    if metadata and (status := PELICAN_STATUS.search(metadata[1])):
        values["defaults"] = [{"values": {"status": status[1]}}]
    return values | ({"default_date": True} if PELICAN_DATE.search(text) else {})


def use(configuration: Configuration, values: dict[str, Any]) -> None:
    """Set zone, address and defaults from the values."""
    lower = {name.lower(): value for name, value in values.items()}
    name = first(lower, ZONES)
    if name and configuration.zone_name is None:
        configuration.zone, configuration.zone_name = named_zone(name), name
    address = first(lower, ADDRESSES)
    if address and "://" in address:
        configuration.address = configuration.address or address.rstrip("/")
    configuration.texts = dict(texts_in(values, "site.")) | configuration.texts
    configuration.content = as_text(lower.get("pelican_path")) or configuration.content
    configuration.has_default_date |= lower.get("default_date") is True
    configuration.collections |= set(collections_in(lower.get("collections")))
    configuration.languages.use(lower)
    configuration.ignored.use(lower)
    given = lower.get("taxonomies") or lower.get("indexes")
    configuration.taxonomies += sorted(set(taxonomies_in(given)) - IMPORTED_TERMS)
    configuration.defaults += list(defaults_in(lower.get("defaults")))


def taxonomies_in(given: object) -> Iterable[str]:
    """Yield the names by which pages list their terms: `topic = "topics"`, Zola's `name`."""
    if isinstance(given, dict):
        yield from (name.lower() for value in given.values() if (name := as_text(value)))
    for each in given if isinstance(given, list) else ():
        if isinstance(each, dict) and (name := as_text(each.get("name"))):
            yield name.lower()


def collections_in(given: object) -> Iterable[str]:
    for name, values in given.items() if isinstance(given, dict) else ():
        if isinstance(values, dict) and as_flag(values.get("output")):
            yield str(name)


def first(values: dict[str, Any], names: Iterable[str]) -> str | None:
    return next((text for name in names if (text := as_text(values.get(name)))), None)


def defaults_in(given: object) -> Iterable[Default]:
    for each in given if isinstance(given, list) else []:
        if not isinstance(each, dict) or not isinstance(each.get("values"), dict):
            continue
        scope = each.get("scope")
        scope = scope if isinstance(scope, dict) else {}
        yield Default(
            as_text(scope.get("path")) or "", as_text(scope.get("type")) or "", each["values"]
        )
