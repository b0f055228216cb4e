"""State diagrams as tables: Mermaid would load a script of 3 MB from another host."""

import re
from typing import Final

DIAGRAM: Final = re.compile(r"```mermaid\nstateDiagram-v2\n(.*?)```\n", re.DOTALL)
TRANSITION: Final = re.compile(r"^\s*(\S+) --> (\S+?)(?:: (.+))?$", re.MULTILINE)
NAME: Final = re.compile(r'^\s*state "(.+)" as (\S+)$', re.MULTILINE)


def with_tables(text: str) -> str:
    """Return the page with each state diagram as a table of its transitions."""
    return DIAGRAM.sub(lambda found: table(found[1]), text)


def table(diagram: str) -> str:
    names = {short: name for name, short in NAME.findall(diagram)}
    rows = [
        f"| {names.get(start, start)} | {label} | {names.get(end, end)} |"
        for start, end, label in TRANSITION.findall(diagram)
    ]
    lines = ["| from | by | to |", "|---|---|---|", *rows]
    return "\n".join(lines).replace("[*]", "none") + "\n"
