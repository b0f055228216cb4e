"""Words of the editor's scripts, and its tools."""

from collections.abc import Mapping, Sequence
from typing import Final

from blog_api.studio.languages import N_, Language

# Name, sign, label, and the key that does it together with Ctrl.
TOOLS: Final[Sequence[tuple[str, str, str, str]]] = (
    ("bold", "B", N_("Bold"), "B"),
    ("italic", "I", N_("Italic"), "I"),
    ("heading", "H", N_("Heading"), ""),
    ("link", "", N_("Link"), "K"),
    ("quote", "", N_("Quote"), ""),
    ("code", "", N_("Code"), "E"),
    ("list", "", N_("List"), ""),
    ("image", "", N_("Image"), ""),
)
SENTENCES: Final[Mapping[str, str]] = {
    "saved": N_("Saved"),
    "unpublished": N_("Kept. Others do not see these changes yet."),
    "saving": N_("Saving …"),
    "typing": N_("Not saved yet"),
    "offline": N_("Offline: kept in this browser"),
    "ended": N_("Signed out: kept in this browser"),
    "signIn": N_("Sign in again in a new tab"),
    "refused": N_("Not saved: please check what you entered"),
    "elsewhere": N_("You also write on this post in another window, and its words are newer."),
    "mine": N_("Keep the words of this window"),
    "others": N_("Load the words of the other"),
    "stale": N_(
        "This post was changed elsewhere since you began. "
        "Saving merges both, and asks where they conflict."
    ),
    "kept": N_("This browser has words that did not reach the server."),
    "restore": N_("Restore them"),
    "forget": N_("Discard them"),
    "uploading": N_("Uploading the image …"),
    "uploaded": N_("The image is in the text."),
    "notUploaded": N_("The image could not be uploaded."),
    "words": N_("Words"),
    "characters": N_("Characters"),
    "linkText": N_("text"),
}


def words_of(language: Language) -> dict[str, str]:
    return {name: language.gettext(text) for name, text in SENTENCES.items()}
