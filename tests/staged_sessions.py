"""Sessions of the contract tests."""

from typing import Any

from tests.factories import Person, World

Values = dict[str, Any]


async def give_session(world: World, person: Person) -> Values:
    """Create a second log-in, on a recognisable device."""
    await world.log_in(person.id, person.username, person.email)
    sign = f"sign device {person.username} {next(world.numbers)}"
    [(session_id,)] = await world.execute(
        "UPDATE sessions SET user_agent = %s WHERE id = "
        "(SELECT max(id) FROM sessions WHERE user_id = %s) RETURNING id",
        sign,
        person.id,
    )
    return {"session_id": session_id, "sign": sign}


async def end_session(world: World, person: Person) -> Values:
    session = await give_session(world, person)
    address = f"/api/auth/sessions/{session['session_id']}"
    answer = await world.client.delete(address, headers=person.headers)
    assert answer.status_code == 204, answer.text
    return session
