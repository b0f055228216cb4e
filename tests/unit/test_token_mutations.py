"""A token's text is canonical: every mutation is rejected."""

import pytest

from blog_api.auth.tokens import Tokens
from blog_api.errors import InvalidTokenError
from tests.token_forge import Forge
from tests.token_mutations import LETTERS, mutations
from tests.unit.test_tokens import KEYRING, SETTINGS


def test_no_mutation_is_accepted() -> None:
    """Anything but InvalidTokenError fails here as well: over HTTP it would be a 500."""
    tokens, original = Tokens(KEYRING, SETTINGS), Forge(KEYRING, SETTINGS).token()
    tokens.read_access(original)
    for text in mutations(original):
        with pytest.raises(InvalidTokenError):
            tokens.read_access(text)


def test_every_last_letter_but_the_right_one_is_refused() -> None:
    tokens, original = Tokens(KEYRING, SETTINGS), Forge(KEYRING, SETTINGS).token()
    for letter in set(LETTERS) - {original[-1]}:
        with pytest.raises(InvalidTokenError):
            tokens.read_access(original[:-1] + letter)
