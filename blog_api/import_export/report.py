"""Report of an import: one JSON object a line, counts by kind, and a summary for people."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, TextIO

from blog_api.import_export.commands.batch import Outcome
from blog_api.import_export.records import LeftOut
from blog_api.plurals import counted

POST: Final = "post"
SHOWN: Final = 50


class Report:
    """Writes each line immediately, so that an interrupted import has its report too."""

    def __init__(self, path: Path, redirects: Path) -> None:
        self._file: Final[TextIO] = path.open("w", encoding="utf-8")
        self._redirects_path: Final = redirects
        self._redirects: TextIO | None = None
        self.counts: Final = Counter[str]()
        self.left_out: Final = Counter[str]()
        self.not_carried: Final = Counter[str]()
        self.posts_left_out: Final[list[str]] = []
        self.others_left_out: Final[list[str]] = []
        self.notes: Final[list[str]] = []
        self.changed = 0

    def note(self, text: str, *, is_first: bool = False) -> None:
        self._write(event="note", text=text)
        self.notes.insert(0 if is_first else len(self.notes), text)

    def leave_out(self, left: LeftOut) -> None:
        self._write(event="left_out", what=left.what, place=left.place, reason=left.reason)
        self.left_out[left.what] += 1
        line = f"{left.place}: {left.reason}"
        if left.what == POST:
            self.posts_left_out.append(line)
        elif len(self.others_left_out) < SHOWN:
            self.others_left_out.append(line)

    def add(self, outcome: Outcome, notes: Sequence[str]) -> None:
        post = outcome.post
        if outcome.event == "left_out":
            self.leave_out(LeftOut(post.place, POST, f"{outcome.notes[0]}."))
            return
        self.counts[outcome.event] += 1
        if outcome.event != "imported":
            self.counts["in_trash"] += outcome.in_trash
            self._write(
                event=outcome.event, place=post.place, slug=outcome.slug, id=outcome.post_id,
                in_trash=outcome.in_trash, notes=outcome.notes,
            )  # fmt: skip  # the line as it is written
            self._tell(post.place, outcome.notes, ())
            return
        all_notes = [*post.notes, *notes, *outcome.notes]
        self.counts["comments"] += len(post.comments)
        self.counts["taken_back"] += outcome.in_trash
        self._write(
            event="imported", place=post.place, slug=outcome.slug, id=outcome.post_id,
            was_in_trash=outcome.in_trash, status=post.data.status, comments=len(post.comments),
            notes=all_notes, not_carried=post.not_carried, old_addresses=post.addresses,
        )  # fmt: skip  # the line as it is written
        self._tell(post.place, all_notes, post.not_carried)
        self._redirect(post.addresses, outcome.slug or "")

    def _tell(self, place: str, notes: list[str], not_carried: Iterable[str]) -> None:
        self.changed += bool(notes)
        self.not_carried.update({kind_of(what) for what in not_carried})
        if len(self.notes) <= SHOWN:
            self.notes.extend(f"{place}: {note}." for note in notes)
        else:
            self.counts["unshown"] += len(notes)

    def _redirect(self, addresses: Iterable[str], slug: str) -> None:
        """Write old addresses for a proxy; the first one creates the file."""
        for address in addresses:
            if self._redirects is None:
                self._redirects = self._redirects_path.open("w", encoding="utf-8", newline="")
                csv.writer(self._redirects).writerow(["path", "slug"])
            csv.writer(self._redirects).writerow([address, slug])

    def _write(self, **line: object) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def close(self) -> None:
        self._file.close()
        if self._redirects is not None:
            self._redirects.close()

    @property
    def reasons(self) -> list[str]:
        return [*self.posts_left_out, *self.others_left_out][:SHOWN]

    @property
    def lines(self) -> list[str]:
        shown = self.notes[:SHOWN]
        more = len(self.notes) - len(shown) + self.counts["unshown"]
        lost = [f"left out: {line}" for line in self.posts_left_out[:SHOWN]]
        lost_more = len(self.posts_left_out) - len(lost)
        return [
            *shown,
            *([f"… and {more} more"] if more else []),
            *lost,
            *([f"… and {counted(lost_more, 'more post')} left out"] if lost_more > 0 else []),
            *summary("other things left out", things(self.left_out)),
            *summary("not carried", posts_with(self.not_carried)),
        ]


def kind_of(what: str) -> str:
    """Remove the name of a single item, as in `image 'a.gif' that …` and `co-author Ada`."""
    first, _, rest = what.partition(" ")
    if first in {"co-author", "image"} and "that" in rest:
        return f"{first} {rest[rest.index('that') :]}"
    return first if first == "co-author" else what


def things(counts: Counter[str]) -> list[str]:
    kinds = ((what, count) for what, count in counts.most_common() if what != POST)
    return [counted(count, what, several(what)) for what, count in kinds]


def several(what: str) -> str:
    first, *rest = what.split(" ")
    return " ".join([first if first.endswith("s") else f"{first}s", *rest])


def posts_with(counts: Counter[str]) -> list[str]:
    return [f"{counted(count, 'post')} with {what}" for what, count in counts.most_common()]


def summary(title: str, parts: list[str]) -> list[str]:
    return [f"{title}: {', '.join(parts)}."] if parts else []
