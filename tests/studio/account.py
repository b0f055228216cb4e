"""Steps that several tests of the account share."""

from tests.factories import Person, World


async def unconfirm(world: World, person: Person) -> None:
    await world.execute("UPDATE sessions SET confirmed_at = NULL WHERE user_id = %s", person.id)
