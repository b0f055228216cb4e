"""The German catalogue: one word for each concept, and no break after a single letter."""

import re

import pytest

from blog_api.studio.languages import read_catalogue
from tests.studio.messages import STUDIO

# The word of the catalogue, by a pattern of those that it must not use.
INSTEAD = {
    r"Administrator(?!konto|rechte)|Verwaltung": "Administration",
    r"Zugangstoken": "Zugriffstoken",
    r"Notfallcode": "Wiederherstellungscode",
    r"Authentifizierungs": "Authenticator-App",
    r"Vorschau-Link": "Vorschaulink",
    r"Passwortspeicher": "Passwortmanager",
    r"(?<![\w\u2011])Mails?\b|E-Mail": "E\u2011Mail, with a hyphen that no line ends at",
    r"Zip-": "Zip\u2011, with a hyphen that no line ends at",
    r"\b(?:Ihnen|Ihre[mnrs]?|Ihr)\b": "du",
}


@pytest.mark.parametrize("pattern", INSTEAD, ids=INSTEAD.values())
def test_a_concept_has_one_word(pattern: str) -> None:
    entries = read_catalogue((STUDIO / "locale" / "de.po").read_text())
    found = [text for key, texts in entries.items() if key for text in texts]
    assert len(found) > 500
    assert [text for text in found if re.search(pattern, text)] == []
