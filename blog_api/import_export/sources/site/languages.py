"""Languages of a site and their folders, from the configuration of Hugo or Zola."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from blog_api.import_export.coercion import as_list, as_text, is_no

SUFFIX: Final = re.compile(r"(.+)\.([a-z]{2,3}(?:-[A-Za-z]{2,4}){0,2})")
CONTENT: Final = "content"
ENGLISH: Final = "en"  # the main language of both systems, if the configuration names none


@dataclass(slots=True)
class Languages:
    """Languages by their lower-case codes; `folders` has those with a folder of their own."""

    main: str | None = None
    content: str = CONTENT
    codes: set[str] = field(default_factory=set)
    disabled: set[str] = field(default_factory=set)
    folders: dict[PurePosixPath, str] = field(default_factory=dict)

    def use(self, values: dict[str, Any]) -> None:
        """Add the languages of a configuration file, given by lower-case names."""
        main = as_text(values.get("defaultcontentlanguage") or values.get("default_language"))
        self.main = main.lower() if main else self.main
        self.content = as_text(values.get("contentdir")) or self.content
        self.disabled |= {code.lower() for code in as_list(values.get("disablelanguages"))}
        languages = values.get("languages")
        for code, given in languages.items() if isinstance(languages, dict) else ():
            self._add(str(code).lower(), given if isinstance(given, dict) else {})
        self.folders |= dict(mounts_in(values.get("module")))

    def _add(self, code: str, values: dict[str, Any]) -> None:
        self.codes.add(code)
        if not is_no(values.get("disabled", False)):
            self.disabled.add(code)
        if folder := as_text(values.get("contentDir") or values.get("contentdir")):
            self.folders[folder_at(folder)] = code

    def split(self, stem: str) -> tuple[str, str | None]:
        """Return the name of a page without its language, and that language.

        If the configuration names languages, others (`node.js.md`) belong to the name.
        """
        found = SUFFIX.fullmatch(stem)
        language = found[2].lower() if found else None
        if found is None or (self.codes and language not in self.codes | self.disabled):
            return stem, None
        return found[1], language

    def of(self, path: PurePosixPath) -> str | None:
        """Return the language of a page by its name, else by its folder."""
        if language := self.split(path.stem)[1]:
            return language
        folders = [folder for folder in self.folders if path.is_relative_to(folder)]
        if folders:
            return self.folders[max(folders, key=lambda folder: len(folder.parts))]
        return self._section_of(path)

    def _section_of(self, path: PurePosixPath) -> str | None:
        """Return the language of `content/de/…`, which is a section if there is none such."""
        content = folder_at(self.content)
        if not path.is_relative_to(content):
            return None
        section = path.relative_to(content).parts[0].lower()
        return section if section in self.codes else None

    def in_slug(self, path: PurePosixPath) -> str | None:
        """Return the language for the slug of a translation; the main language needs none."""
        language = self.of(path)
        main = self.main or (ENGLISH if ENGLISH in self.codes else None)
        return None if language == main else language

    def is_disabled(self, path: PurePosixPath) -> bool:
        """Return True for a page in a language that the site did not show."""
        return self.of(path) in self.disabled


def mounts_in(module: object) -> Iterator[tuple[PurePosixPath, str]]:
    """Yield the folders of Hugo's mounts that have a language."""
    mounts = module.get("mounts") if isinstance(module, dict) else None
    for mount in mounts if isinstance(mounts, list) else ():
        if isinstance(mount, dict):
            source, language = as_text(mount.get("source")), as_text(mount.get("lang"))
            if source and language:
                yield folder_at(source), language.lower()


def folder_at(path: str) -> PurePosixPath:
    return PurePosixPath(path.strip("/").removeprefix("./"))
