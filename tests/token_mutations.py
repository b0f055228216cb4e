"""Three thousand mutations of a token's text, each seeded by its number."""

import os
import random
import string

MUTATIONS = int(os.environ.get("FUZZ_MUTATIONS", "3000"))
LETTERS = string.ascii_letters + string.digits + "-_.=+/ \n\x00é"
BITS = 7


def mutate(token: str, chance: random.Random) -> str:
    """Apply one to three changes of a letter, a bit, a range or a part."""
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        token = chance.choice((replace, insert, drop, flip, swap, repeat, shuffle_parts))(
            token, chance
        )
    return token


def replace(token: str, chance: random.Random) -> str:
    at = chance.randrange(len(token) + 1)
    return token[:at] + chance.choice(LETTERS) + token[at + 1 :]


def insert(token: str, chance: random.Random) -> str:
    at = chance.randrange(len(token) + 1)
    return token[:at] + chance.choice(LETTERS) + token[at:]


def drop(token: str, chance: random.Random) -> str:
    at = chance.randrange(len(token) + 1)
    return token[:at] + token[at + chance.choice((1, 1, 2, 4, 40)) :]


def flip(token: str, chance: random.Random) -> str:
    at = chance.randrange(len(token) + 1)
    flipped = (chr(ord(letter) ^ 1 << chance.randrange(BITS)) for letter in token[at : at + 1])
    return token[:at] + "".join(flipped) + token[at + 1 :]


def swap(token: str, chance: random.Random) -> str:
    at = chance.randrange(len(token) + 1)
    return token[:at] + token[at : at + 2][::-1] + token[at + 2 :]


def repeat(token: str, chance: random.Random) -> str:
    at = chance.randrange(len(token) + 1)
    return token[:at] + token[at : at + 4] * 2 + token[at + 4 :]


def shuffle_parts(token: str, chance: random.Random) -> str:
    parts = token.split(".")
    chance.shuffle(parts)
    return ".".join(parts)


def mutations(original: str) -> list[str]:
    """Return the mutations that differ from the token, which are nearly all."""
    texts = [mutate(original, random.Random(seed)) for seed in range(MUTATIONS)]  # noqa: S311  # repeatable mutations
    changed = [text for text in texts if text != original]
    assert len(changed) > MUTATIONS * 0.9
    return changed
