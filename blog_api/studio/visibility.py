"""Texts with something to see, so that a link or a heading made of one is not empty."""


def is_visible(text: str) -> bool:
    """Return whether a text shows anything; one of U+200B alone does not."""
    return any(each.isprintable() and not each.isspace() for each in text)
