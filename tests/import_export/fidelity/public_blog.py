"""Count what an import of a whole site loses: `python -m tests.import_export.fidelity.public_blog`.

Arguments are folders. Words, links, images and code of each page are compared as multisets with
those of its post; every difference is printed together with the lines of the report.
"""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from blog_api.import_export.image_files import ImageFiles
from blog_api.import_export.preparation import Surroundings, prepare
from blog_api.import_export.records import Incoming, LeftOut, UnreadableError
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.validation import Accepted
from blog_api.rendering.markdown import render_now
from tests.import_export.fidelity.plain import plain_page
from tests.import_export.fidelity.reader import Reader, read

WORD: Final = re.compile(r"\w+")
SHOWN: Final = 30


def say(*lines: str) -> None:
    sys.stdout.write("\n".join([*lines, ""]))


def words_of(page: Reader) -> Iterable[str]:
    return WORD.findall("".join(page.text))


def links_of(page: Reader) -> Iterable[str]:
    return (unquote(link) for link in page.links if not link.startswith("#"))


def images_of(page: Reader) -> Iterable[str]:
    """Return names only: addresses are completed, and stored images have other ones."""
    return (unquote(urlsplit(image).path).rpartition("/")[2] for image in page.images)


def code_of(page: Reader) -> Iterable[str]:
    """Return blocks without the blanks at the ends of their lines."""
    return (
        "\n".join(line.rstrip() for line in code.splitlines()).strip("\n") for code in page.code
    )


KINDS: Final[dict[str, Callable[[Reader], Iterable[str]]]] = {
    "words": words_of,
    "links": links_of,
    "images": images_of,
    "code": code_of,
}


@dataclass(slots=True)
class Totals:
    posts: int = 0
    all: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)


def measure(root: Path) -> Totals:
    totals = Totals()
    source = read_source(root)
    files = ImageFiles(source.media, source.site, source.root)
    for item in source.items:
        if isinstance(item, LeftOut):
            totals.left_out[item.what] += 1
            say(f"LEFT OUT {item.what} {item.place}: {item.reason}")
            continue
        measure_post(item, root, Surroundings(files, source.site), totals)
    for note in source.notes:
        say(f"NOTE {note}")
    return totals


def measure_post(item: Incoming, root: Path, surroundings: Surroundings, totals: Totals) -> None:
    try:
        post = prepare(item, surroundings)
    except UnreadableError as error:
        say(f"LEFT OUT {item.place}: {error}")
        totals.left_out[error.what] += 1
        return
    totals.posts += 1
    totals.statuses[str(post.data.status)] += 1
    totals.told.update(what for what in post.not_carried if not what.startswith("image '"))
    differences = compare(
        plain_page(root / item.place), read(render_now(post.data.content)), totals
    )
    if differences:
        tell(post, differences)


def compare(page: Reader, post: Reader, totals: Totals) -> list[str]:
    """Return a line for each kind with a loss, with what is there instead of it."""
    lines = []
    for kind, of in KINDS.items():
        wanted, found = Counter(of(page)), Counter(of(post))
        lost, more = wanted - found, found - wanted
        if kind == "links":
            lost = uncompleted(lost, more)
        totals.all[kind] += wanted.total()
        totals.lost[kind] += lost.total()
        if lost:
            lines.append(f"  {kind} lost {lost.total()}: {shown(lost)}")
            lines += [f"    instead: {shown(more)}"] if more else []
            lines += list(first_differences(lost, more)) if kind == "code" else []
    return lines


def uncompleted(lost: Counter[str], more: Counter[str]) -> Counter[str]:
    """Return the links without those to which a template or the site's address was added."""
    left, others = Counter[str](), list(more.elements())
    for link in lost.elements():
        end = link.strip()
        whole = next((each for each in others if end and each.endswith(end)), None)
        if whole is None:
            left[link] += 1
        else:
            others.remove(whole)
    return left


def first_differences(lost: Counter[str], more: Counter[str]) -> Iterable[str]:
    """Yield the first line in which a block differs from the block that is most like it."""
    for code in lost:
        near = get_close_matches(code, more, n=1, cutoff=0.5)
        for line, other in zip_longest(code.splitlines(), "".join(near).splitlines()):
            if line != other:
                yield f"    code: {line!r} / {other!r}"
                break


def shown(values: Counter[str]) -> str:
    return ", ".join(f"{value[:120]!r}" for value in list(values.elements())[:SHOWN])


def tell(post: Accepted, differences: list[str]) -> None:
    say(f"{post.place} ({post.data.status})", *differences)
    say(f"  told: {'; '.join([*post.not_carried, *post.notes]) or 'nothing'}")


def main() -> None:
    for name in sys.argv[1:]:
        totals = measure(Path(name))
        say(f"== {name}: {totals.posts} posts {dict(totals.statuses)}")
        say(f"   left out: {dict(totals.left_out)}")
        say(f"   told: {dict(totals.told.most_common())}")
        for kind in KINDS:
            say(f"   {kind}: {totals.lost[kind]} lost of {totals.all[kind]}")


if __name__ == "__main__":
    main()
