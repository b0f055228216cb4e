"""The place of a page of Hugo: its section, folders, name and language."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from blog_api.import_export.coercion import as_flag, as_text
from blog_api.import_export.sources.site.languages import ENGLISH, Languages, folder_at
from blog_api.import_export.sources.site.permalinks.entries import Entry, SiteFacts

INDEX: Final = "index"
KEPT: Final = frozenset("./\\_#+~-@")
SPACES: Final = re.compile(r"\s++")
BLANKS: Final = re.compile(r"(?:(?<=-)|^)\s++|(?<!\s)\s++(?=-|$)")


@dataclass(frozen=True, slots=True)
class Place:
    """A page below the content folder; `prefix` is the folder of its language in addresses."""

    folders: tuple[str, ...]
    name: str
    language: str
    prefix: str

    @property
    def section(self) -> str:
        return self.folders[0] if self.folders else ""


def place_of(entry: Entry) -> Place | None:
    """Return None outside of the content, for its first page, and for a site of many hosts."""
    languages = entry.site.configuration.languages
    base, language = base_of(entry.path, languages)
    if base is None or has_hosts(entry.site):
        return None
    path = entry.path.relative_to(base)
    stem, suffix = languages.split(path.stem)
    if suffix and not languages.codes:
        return None
    folders = path.parts[:-1]
    if stem == INDEX:
        if not folders:
            return None
        folders, stem = folders[:-1], folders[-1]
    main = languages.main or ENGLISH
    language = suffix or language or main
    prefix = prefix_of(entry.site, language, is_main=language == main)
    return None if prefix is None else Place(folders, stem, language, prefix)


def base_of(path: PurePosixPath, languages: Languages) -> tuple[PurePosixPath | None, str | None]:
    """Return the content folder of the page, and its language if it has one of its own."""
    own = [folder for folder in languages.folders if path.is_relative_to(folder)]
    if own:
        base = max(own, key=lambda folder: len(folder.parts))
        return base, languages.folders[base]
    content = folder_at(languages.content)
    is_replaced = (languages.main or ENGLISH) in languages.folders.values()
    is_content = path.is_relative_to(content) and not is_replaced
    return (content, None) if is_content else (None, None)


def has_hosts(site: SiteFacts) -> bool:
    """Return True if languages have addresses of their own."""
    languages = site.settings.get("languages")
    tables = languages.values() if isinstance(languages, dict) else ()
    return any(isinstance(each, dict) and has_address(each) for each in tables)


def has_address(values: dict[str, object]) -> bool:
    return any(name.lower() == "baseurl" and as_text(value) for name, value in values.items())


def prefix_of(site: SiteFacts, language: str, *, is_main: bool) -> str | None:
    """Return None for one language in a folder, where versions differ."""
    if not is_main:
        return language
    if not as_flag(site.settings.get("defaultcontentlanguageinsubdir")):
        return ""
    return language if len(site.configuration.languages.codes) > 1 else None


def sanitized(text: str) -> str:
    """Return letters, digits, marks and some signs, with hyphens for blanks."""
    kept = "".join(char for char in text if is_kept(char) or char.isspace())
    return SPACES.sub("-", BLANKS.sub("", kept))


def is_kept(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category == "Nd" or char in KEPT
