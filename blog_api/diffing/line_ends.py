"""Line ends of a merge: compared as LF, and kept as the sides have them."""

from collections.abc import Callable, Iterable

from blog_api.diffing.three_way import three_way
from blog_api.diffing.tokens import line_end, line_key, split_lines


def line_end_style(text: str) -> str | None:
    """Return the line end that all lines of a text have, None if they differ or there is none."""
    ends = {end for line in split_lines(text) if (end := line_end(line))}
    return ends.pop() if len(ends) == 1 else None


def merged_style(base: str, yours: str, theirs: str) -> str | None:
    """Merge the line end styles: the side that changed it decides; if both did, the base does."""
    former = line_end_style(base)
    return three_way(former, line_end_style(yours), line_end_style(theirs), former)


def line_writer(base: str, yours: str, theirs: str) -> Callable[[Iterable[str]], str]:
    """Return a function that joins lines in the merged style, or as they are if it is mixed."""
    style = merged_style(base, yours, theirs)
    if style is None:
        return "".join
    return lambda lines: "".join(with_end(line, style) for line in lines)


def with_end(line: str, style: str) -> str:
    key = line_key(line)
    return key[:-1] + style if key.endswith("\n") else key
