"""Containers between lines of colons (`:::note`), and code that Python-Markdown highlights."""

import re
from typing import Final

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
    return OPENING.sub(lambda found: title_of(found, lost), text) if ":::" in text else text


def title_of(found: re.Match[str], lost: list[str]) -> str:
    kind = found["kind"] or ""
    words = ATTRIBUTES.sub("", found["rest"] or "").strip().removeprefix("[").removesuffix("]")
    if not words and kind.lower() in CALLOUTS:
        words = kind.capitalize()
    elif kind and not words:
        lost.append(f"container {kind}")
    return f"**{words}**\n" if words else ""
