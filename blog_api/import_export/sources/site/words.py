"""Title, excerpt, terms, image and authors, in the vocabulary of many site generators."""

from typing import Any, Final

from blog_api.import_export.coercion import as_list, as_text, title_from

EXCERPTS: Final = ("excerpt", "description", "summary", "subtitle", "brief", "tldr", "lead")
IMAGES: Final = (
    "image_url", "image", "heroimage", "hero_image", "cover", "coverimage", "cover_image",
    "featured_image", "featuredimage", "feature_image", "thumbnail", "banner", "ogimage",
    "og_image", "header", "images", "thumb", "hero", "headerimage", "featureimage", "teaser",
    "photo", "cover-image", "featured-image", "socialimage",
)  # fmt: skip  # as many in a line as fit
IMAGE_PARTS: Final = (
    "url",
    "src",
    "path",
    "image",
    "relative",
    "teaser",
    "feature",
    "overlay_image",
    "img",
)
FORMULAS: Final = "a setting for formulas"
TOLD: Final = {
    "canonical_url": "canonical address", "canonical": "canonical address",
    "canonicalurl": "canonical address", "sticky": "sticky", "pinned": "sticky", "pin": "sticky",
    "featured": "featured", "top": "sticky", "series": "series", "redirect_to": "redirect",
    "subtitle": "subtitle", "math": FORMULAS, "mathjax": FORMULAS, "katex": FORMULAS,
}  # fmt: skip  # as many in a line as fit


def title_of(values: dict[str, Any], name: str) -> str:
    """Return the title as written, or one made from the name of the file."""
    title = values.get("title")
    if isinstance(title, str) and title.strip():
        return title
    return as_text(title) or title_from(name)


def excerpt_in(values: dict[str, Any]) -> str | None:
    """Return the excerpt as written; `excerpt` also if it is empty, as sites show none then."""
    for name in EXCERPTS:
        text = values.get(name)
        if isinstance(text, str) and (text.strip() or name == EXCERPTS[0]):
            return text
    return None


def categories_of(values: dict[str, Any]) -> list[str]:
    """Read `category`, one name, or `categories`, a list or in Jekyll words."""
    single = values.get("category")
    if isinstance(single, str) and single.strip():
        return [single]
    return words_of(values.get("categories")) or words_of(single)


def words_of(value: object) -> list[str]:
    """Split at commas, or without any at blanks; lists of lists (Hexo) are paths of categories."""
    if isinstance(value, list):
        return [name for each in value for name in (words_in(each))]
    if not isinstance(value, str):
        return as_list(value)
    parts = value.split(",") if "," in value else value.split()
    return [part.strip() for part in parts if part.strip()]


def words_in(value: object) -> list[str]:
    if isinstance(value, dict):
        value = value.get("name") or value.get("slug")
    return as_list(value)


def image_of(values: dict[str, Any]) -> str | None:
    for name in IMAGES:
        value = values.get(name)
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, dict):
            value = next((value[part] for part in IMAGE_PARTS if as_text(value.get(part))), None)
        if (text := as_text(value)) is not None:
            return text.removeprefix("[[").removesuffix("]]")
    return None


def authors_of(values: dict[str, Any]) -> list[str]:
    authors = all_authors(values)
    return authors[0] if authors else []


def all_authors(values: dict[str, Any]) -> list[list[str]]:
    """Read a name, several names, or tables with names."""
    given = values.get("author") or values.get("authors")
    found = []
    for each in given if isinstance(given, list) else [given]:
        names = (
            [each.get(key) for key in ("username", "email", "name")]
            if isinstance(each, dict)
            else [each]
        )
        if texts := as_list(names):
            found.append(texts)
    return found


def co_authors_of(values: dict[str, Any]) -> list[str]:
    return [f"co-author {names[0]}" for names in all_authors(values)[1:]]


def told_of(values: dict[str, Any]) -> list[str]:
    lost = [
        what
        for name, what in TOLD.items()
        if as_text(values.get(name)) not in {None, "false", "False", "0"}
    ]
    # Without tags, keywords become the tags.
    if "tags" in values and not lower(values.get("keywords")) <= lower(values["tags"]):
        lost.append("keywords")
    return list(dict.fromkeys(lost))


def lower(value: object) -> set[str]:
    return {word.lower() for word in words_of(value)}
