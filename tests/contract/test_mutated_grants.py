"""Mutated grants of a second factor: no session, and no 500."""

import json
import random
import re
from typing import Any, Final

import pytest

from tests.authenticator import b64, raw_of
from tests.contract.granting import (
    GRANTS,
    PLENTY,
    SIGNED,
    Account,
    Form,
    ada,
    alone,
    give_tries,
    open_world,
    prolong,
    require_refusals,
    right_form,
    send,
    sessions,
    world,
)
from tests.factories import World
from tests.token_mutations import MUTATIONS, mutate

__all__ = ["ada", "open_world", "world"]
FEW: Final = max(MUTATIONS // 30, 1)  # each needs a challenge of its own


def some_mutations(original: str) -> list[str]:
    """Return a third as many as of a JWT; one in ten leaves a text without dots as it was."""
    texts = [mutate(original, random.Random(seed)) for seed in range(MUTATIONS // 3)]  # noqa: S311  # repeatable mutations
    changed = [text for text in texts if text != original]
    assert len(changed) > MUTATIONS // 3 * 0.7
    return changed


def up_to_date(form: Form, ada: Account) -> Form:
    """Return the form with the code of the present step."""
    return form | {"otp": ada.app.code()} if "otp" in form else form


@pytest.mark.parametrize("grant", GRANTS)
async def test_mutated_mfa_tokens(world: World, ada: Account, grant: str) -> None:
    form = await right_form(world, ada, grant)
    await prolong(world)
    before = await sessions(world)
    texts = [text for text in some_mutations(form["mfa_token"]) if text]
    answers = [await send(world, form | {"mfa_token": text}) for text in texts]
    require_refusals(answers)
    assert "invalid_request" not in {answer.json()["error"] for answer in answers}
    assert await sessions(world) == before
    assert (await send(world, up_to_date(form, ada))).status_code == 200


@pytest.mark.parametrize("grant", ["otp", "recovery-code"])
async def test_mutated_codes(world: World, ada: Account, grant: str) -> None:
    form = await right_form(world, ada, grant)
    await give_tries(world)
    await prolong(world)
    before, name = await sessions(world), grant.replace("-", "_")
    right = {ada.app.code(offset) for offset in range(-2, 20)} | {plain(form[name])}
    texts = [text for text in some_mutations(form[name]) if plain(text) not in right]
    require_refusals([await send(world, form | {name: text}) for text in texts])
    [(left,)] = await world.execute("SELECT tries_left::int FROM pending_logins")
    assert PLENTY - left == sum(map(bool, texts))
    assert await sessions(world) == before
    assert (await send(world, up_to_date(form, ada))).status_code == 200


def plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


async def test_mutated_challenge_tokens(world: World, ada: Account) -> None:
    form, credential = await alone(world, ada)
    form |= {"credential": json.dumps(credential)}
    await prolong(world)
    before = await sessions(world)
    texts = [text for text in some_mutations(form["challenge_token"]) if text]
    require_refusals([await send(world, form | {"challenge_token": text}) for text in texts])
    assert await sessions(world) == before
    assert (await send(world, form)).status_code == 200


def spoil(text: str, chance: random.Random) -> str:
    """Change the text, or some bits of what it encodes."""
    if chance.random() < 0.3:
        return mutate(text, chance)
    raw = bytearray(raw_of(text))
    for _ in range(chance.choice((1, 1, 2, 8))):
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return b64(bytes(raw)[: chance.choice((None, None, -1, -8))])


def spoilt_credentials(part: str, credential: dict[str, Any], seed: int) -> dict[str, Any]:
    chance = random.Random(f"{part} {seed}")  # noqa: S311  # repeatable mutations
    if part == "id":
        changed = spoil(credential["id"], chance)
        return credential | {"id": changed, "rawId": changed}
    response = credential["response"]
    return credential | {"response": response | {part: spoil(response[part], chance)}}


@pytest.mark.parametrize("part", ["id", *SIGNED])
async def test_mutated_credentials(world: World, ada: Account, part: str) -> None:
    before, answers = await sessions(world), []
    for seed in range(FEW):
        form, credential = await alone(world, ada)
        changed = spoilt_credentials(part, credential, seed)
        if changed != credential:
            answers.append(await send(world, form | {"credential": json.dumps(changed)}))
    assert len(answers) > FEW * 0.7
    require_refusals(answers)
    assert await sessions(world) == before
    form, credential = await alone(world, ada)
    assert (await send(world, form | {"credential": json.dumps(credential)})).status_code == 200
