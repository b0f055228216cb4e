"""Parts of a three-way merge of Markdown, for a person who decides its conflicts."""

from collections.abc import Sequence

from blog_api.diffing.alignment import CellBudget, TooDifferentError, alignments
from blog_api.diffing.regions import regions
from blog_api.diffing.text_merge import (
    MAX_MERGE_CELLS,
    Hunk,
    Merged,
    Texts,
    in_conflict,
    lines_of,
    merge_texts,
)
from blog_api.diffing.tokens import split_lines

Parts = Sequence[str | Hunk]


def merge_parts(base: str, yours: str, theirs: str, max_length: int | None = None) -> Parts:
    """Return text that is merged and conflicts, in their order; one text if all is merged.

    Where `merge_texts` refuses a merge without a hunk of its own, the whole is one conflict.
    """
    merged = merge_texts(base, yours, theirs, max_length=max_length)
    if isinstance(merged, Merged):
        return [merged.text]
    texts = Texts(*map(split_lines, (base, yours, theirs)))
    try:
        parts = aligned_parts(texts)
    except TooDifferentError:
        parts = []
    has_hunks = any(isinstance(part, Hunk) for part in parts)
    return parts if has_hunks else list(merged.hunks)


def aligned_parts(texts: Texts) -> Parts:
    keys = texts.keys()
    budget = CellBudget(MAX_MERGE_CELLS)
    yours = next(alignments(keys.base, keys.yours, budget))
    theirs = next(alignments(keys.base, keys.theirs, budget))
    lengths = (len(texts.base), len(texts.yours), len(texts.theirs))
    return [
        texts.hunk(region)
        if in_conflict(keys, region)
        else "".join(line.text for line in lines_of(texts, region))
        for region in regions(yours, theirs, lengths)
    ]
