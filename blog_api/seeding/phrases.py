"""Paragraphs and titles in many languages, generated once and then only joined."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from random import Random
from typing import Any, Final

from blog_api.posts.excerpts import LENGTH as EXCERPT_LENGTH
from blog_api.posts.excerpts import excerpt_of
from blog_api.slugs import slug_of_title, slugify

OPENINGS: Final = 64
BLOCKS: Final = 192
TITLES: Final = 512


@dataclass(frozen=True, slots=True)
class Opening:
    """First paragraph, so long that the excerpt of the post is made from it alone."""

    text: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Title with its tags and category."""

    title: str
    slug: str
    category: str
    tags: list[str]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one language."""

    code: str
    given: list[str]
    family: list[str]
    sentences: list[str]
    subjects: list[Subject]
    openings: list[Opening]
    blocks: list[str]


def load_phrases(seed: int) -> list[Phrases]:
    """Return phrases of every language of the vocabulary; equal seeds give equal phrases."""
    source = files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
    vocabulary = tomllib.loads(source)
    random = Random(seed)  # noqa: S311  # made-up text, not a secret
    return [
        make_phrases(language, vocabulary["tags"], random) for language in vocabulary["languages"]
    ]


def make_phrases(language: dict[str, Any], tags: list[list[str]], random: Random) -> Phrases:
    sentences = language["sentences"].strip().splitlines()
    return Phrases(
        language["code"],
        language["given"],
        language["family"],
        sentences,
        [make_subject(language, tags, random) for _ in range(TITLES)],
        [make_opening(sentences, random) for _ in range(OPENINGS)],
        [make_block(language, sentences, random) for _ in range(BLOCKS)],
    )


def make_subject(language: dict[str, Any], tags: list[list[str]], random: Random) -> Subject:
    topics, angles = language["topics"], language["angles"]
    first, second = random.sample(range(len(topics)), 2)
    subject, several = topics[first], random.random() < 0.6  # noqa: PLR2004  # more than half of them
    if several:
        subject += language["and"] + topics[second].lower()
    title = f"{subject}: {random.choice(angles)}"
    chosen = [*random.sample(tags[first], random.randint(1, 3)), language["code"]]
    if several:
        chosen.append(slugify(topics[second], 50))
    return Subject(title, slug_of_title(title), topics[first], list(dict.fromkeys(chosen)))


def make_opening(sentences: list[str], random: Random) -> Opening:
    """Return plain sentences, long enough that the excerpt includes no following text."""
    text = ""
    for sentence in random.sample(sentences, len(sentences)):
        text = f"{text} {sentence}".strip()
        if len(text) > EXCERPT_LENGTH:
            break
    return Opening(text, excerpt_of(text + "\n\n…"))


def make_block(language: dict[str, Any], sentences: list[str], random: Random) -> str:
    a, b, c = random.sample(sentences, 3)
    topic = random.choice(language["topics"])
    kinds = (
        f"{a} {b} {c}",
        f"{a} *{topic}* — {b}",
        f"## {topic}\n\n{a} {b} {c}",
        f"### {random.choice(language['angles'])}\n\n{a} **{b}**",
        f"> {a}\n\n{b}",
        f"- {a}\n- {b}\n- {c}",
        f"1. {a}\n2. {b}",
        f"{a} [{topic}](https://example.com/{language['code']}) {b}",
        f"```\nSELECT count(*) FROM posts WHERE id > {random.randint(1, 9999)};\n```\n\n{a}",
    )
    return random.choice(kinds)
