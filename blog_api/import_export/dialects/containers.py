"""Containers between lines of colons (`:::note`), and code that Python-Markdown highlights."""

import re
from typing import Final

from blog_api.import_export.dialects.hugo import meaning_of
from blog_api.import_export.dialects.markup import (
    attributes_of,
    first_address,
    link,
    media_in,
    picture_in,
)

CODEHILITE: Final = re.compile(
    # Editors leave spaces in the empty line before code in a list.
    r"(?P<blank>(?<=\n)[ \t]*+\n|\A)(?:[ ]{4}|\t)(?P<inner>[ \t]*+)(?::::|#!)"
    r"(?P<language>[A-Za-z][\w+#-]*+)[ \t]*+\n"
    r"(?P<body>(?:(?:(?:[ ]{4}|\t)(?P=inner)[^\n]*|[ \t]*)\n)*+)"
)
INDENT: Final = re.compile(r"^(?:[ ]{4}|\t)", re.MULTILINE)
OPENING: Final = re.compile(
    r"^[ ]{0,3}:{3,}[ \t]*(?P<kind>[A-Za-z][\w-]*)?(?P<rest>[ \t]*[\[{][^\n]*|[ \t]+[^\n]*)?$",
    re.MULTILINE,
)
LEAF: Final = re.compile(
    r"^(?P<indent>[ ]{0,3})::(?P<name>[A-Za-z][\w-]*)(?P<label>\[[^\]\n]*\])?"
    r"\{(?P<rest>[^{}\n]*)\}[ \t]*$",
    re.MULTILINE,
)
SHORT_ID: Final = re.compile(r"(?:^|\s)#([\w-]+)")
ATTRIBUTES: Final = re.compile(r"\{[^{}\n]*\}")
CALLOUTS: Final = frozenset(
    {"note", "tip", "info", "warning", "danger", "caution", "important", "success", "error",
     "hint", "attention", "details", "spoiler", "abstract", "example", "question"}
)  # fmt: skip  # as many in a line as fit


def fence_marked_code(text: str) -> str:
    """Write indented code with a language (`:::python`, `#!python`) as fenced blocks."""
    if ":::" not in text and "#!" not in text:
        return text
    return CODEHILITE.sub(fenced, f"{text}\n").removesuffix("\n")


def fenced(found: re.Match[str]) -> str:
    inner, body = found["inner"], INDENT.sub("", found["body"])
    code, marks = body.rstrip(), "````" if "```" in body else "```"
    end = "\n" * (len(body) - len(body.rstrip("\n")))
    return f"{found['blank']}{inner}{marks}{found['language']}\n{code}\n{inner}{marks}{end}"


def replace_containers(text: str, lost: list[str]) -> str:
    """Replace an opening line by its title in bold, and remove the closing line."""
    if "::" not in text:
        return text
    text = LEAF.sub(lambda found: directive(found, lost), text)
    return OPENING.sub(lambda found: title_of(found, lost), text) if ":::" in text else text


def directive(found: re.Match[str], lost: list[str]) -> str:
    """Return the image or link that a directive (`::github{repo="a/b"}`) shows, and its label."""
    name, rest = found["name"].lower(), SHORT_ID.sub(r' id="\1"', found["rest"])
    repository = attributes_of(rest).get("repo")
    meaning = link(f"https://github.com/{repository}") if repository else None
    meaning = meaning or meaning_of(name, rest) or media_in(rest) or picture_in(rest)
    if meaning is None:
        lost.append(f"directive {name}")
        address = first_address(rest)
        meaning = link(address) if address else ""
    label = (found["label"] or "")[1:-1]
    return found["indent"] + " ".join(filter(None, (label, meaning)))


def title_of(found: re.Match[str], lost: list[str]) -> str:
    kind = found["kind"] or ""
    words = ATTRIBUTES.sub("", found["rest"] or "").strip().removeprefix("[").removesuffix("]")
    if not words and kind.lower() in CALLOUTS:
        words = kind.capitalize()
    elif kind and not words:
        lost.append(f"container {kind}")
    return f"**{words}**\n" if words else ""
