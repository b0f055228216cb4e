"""Devices in words: programs and systems, by their English names in `auth.devices`."""

from typing import Final

from blog_api.auth.devices import program_and_system
from blog_api.studio.languages import N_, Language

# Names that are words; the others are the same in every language.
WORDS: Final = {
    name: name
    for name in (
        N_("a Python program"),
        N_("a Node.js program"),
        N_("a Go program"),
        N_("a Java program"),
        N_("an Android program"),
        N_("another program"),
        N_("an iPhone"),
        N_("an iPad"),
    )
}


def device_in(language: Language, user_agent: str | None) -> str:
    """Return the family of a user agent in a language, such as `Firefox on Linux`."""
    program, system = program_and_system(user_agent)
    named = language.gettext(WORDS.get(program, "")) or program
    if system is None:
        return named
    where = language.gettext(WORDS.get(system, "")) or system
    return language.gettext("%(program)s on %(system)s", program=named, system=where)
