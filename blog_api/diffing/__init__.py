"""Diffs and three-way merges of texts and of the fields of a post, without a database.

* `text_diff.diff_texts(before, after) -> Diff`: segments (`op`, `text`) and `truncated`.
* `text_diff.unified_diff(before, after, names) -> str`: the body of a `text/x-diff` response.
* `text_merge.merge_texts(base, yours, theirs) -> Merged | Conflicts`: Markdown, by lines (diff3).
* `merge_parts.merge_parts(base, yours, theirs) -> Parts`: the same, as merged text and hunks.
* `field_merge.merge_fields(base, yours, theirs) -> PostFields | list[FieldConflict]`.

All are pure functions, bounded in time. They need CPU time of milliseconds (a merge of long
Markdown up to a second), so call them in a thread, never while a connection is held.
"""
