"""`/auth/sessions`: list a user's sessions, and end them."""

from tests.factories import PASSWORD, Person, World

SESSIONS = "/api/auth/sessions"


async def session_id(world: World, person: Person) -> int:
    listed = await world.client.get(SESSIONS, headers=person.headers)
    return next(int(item["id"]) for item in listed.json()["items"] if item["current"])


async def is_logged_in(world: World, person: Person) -> bool:
    return (await world.client.get(SESSIONS, headers=person.headers)).status_code == 200


async def test_own_sessions_the_latest_used_first(world: World) -> None:
    await world.user("stranger")
    ada = await world.user("ada")
    form = {"username": "ada", "password": PASSWORD}
    await world.client.post("/api/auth/login", data=form, headers={"User-Agent": "Phone\x7f" * 90})
    answer = await world.client.get(SESSIONS, headers=ada.headers)
    assert answer.status_code == 200
    phone, here = answer.json()["items"]
    assert phone.keys() == {
        "id",
        "created_at",
        "last_used_at",
        "expires_at",
        "user_agent",
        "ip",
        "current",
    }
    assert (phone["current"], here["current"]) == (False, True)
    assert phone["user_agent"] == ("Phone\x7f" * 90)[:300]
    assert phone["created_at"].endswith("Z")
    assert phone["ip"] == "127.0.0.1"


async def test_refreshing_is_using(world: World) -> None:
    ada = await world.user()
    other = await world.log_in(ada.id, ada.username, ada.email)
    await world.client.post("/api/auth/refresh", data={"refresh_token": ada.refresh_token})
    items = (await world.client.get(SESSIONS, headers=other.headers)).json()["items"]
    assert [item["current"] for item in items] == [False, True]


async def test_expired_sessions_are_not_listed(world: World) -> None:
    ada = await world.user()
    other = await world.log_in(ada.id, ada.username, ada.email)
    await world.execute(
        "UPDATE sessions SET expires_at = now() WHERE id = %s", await session_id(world, other)
    )
    items = (await world.client.get(SESSIONS, headers=ada.headers)).json()["items"]
    assert [item["current"] for item in items] == [True]


async def test_sessions_are_read_by_cursor(world: World) -> None:
    ada = await world.user()
    for _ in range(4):
        await world.log_in(ada.id, ada.username, ada.email)
    whole = (await world.client.get(SESSIONS, headers=ada.headers)).json()
    assert (len(whole["items"]), whole["next_cursor"]) == (5, None)
    read: list[int] = []
    path, cursor = f"{SESSIONS}?limit=2", ""
    while cursor is not None:
        page = (await world.client.get(path + cursor, headers=ada.headers)).json()
        read += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    assert read == [item["id"] for item in whole["items"]]
    foreign = await world.client.get(f"{SESSIONS}?cursor=bmV3ZXN0LjEuMQ", headers=ada.headers)
    assert (foreign.status_code, foreign.json()["errors"][0]["loc"]) == (422, ["query", "cursor"])


async def fill_sessions(world: World, person: Person, count: int) -> None:
    """Insert open sessions, each last used a second before the previous one."""
    await world.execute(
        "INSERT INTO sessions (user_id, refresh_jti, expires_at, last_used_at)"
        " SELECT %s, 'x', now() + interval '1 day', now() - make_interval(secs => n)"
        " FROM generate_series(1, %s) n",
        person.id,
        count,
    )


async def test_the_session_used_longest_ago_ends_when_there_are_too_many(world: World) -> None:
    ada, stranger = await world.user(), await world.user()
    await fill_sessions(world, ada, 99)
    await fill_sessions(world, stranger, 99)
    [(oldest,)] = await world.execute(
        "SELECT id FROM sessions WHERE user_id = %s ORDER BY last_used_at LIMIT 1", ada.id
    )
    newest = await world.log_in(ada.id, ada.username, ada.email)
    ids = {
        row[0] for row in await world.execute("SELECT id FROM sessions WHERE user_id = %s", ada.id)
    }
    assert (len(ids), oldest in ids) == (100, False)
    assert await is_logged_in(world, ada)
    assert await is_logged_in(world, newest)
    assert await is_logged_in(world, stranger)


async def test_end_one(world: World) -> None:
    ada = await world.user()
    other = await world.log_in(ada.id, ada.username, ada.email)
    path = f"{SESSIONS}/{await session_id(world, other)}"
    assert (await world.client.delete(path, headers=ada.headers)).status_code == 204
    assert not await is_logged_in(world, other)
    assert await is_logged_in(world, ada)
    assert (await world.client.delete(path, headers=ada.headers)).status_code == 404


async def test_end_all_others(world: World) -> None:
    stranger, ada = await world.user(), await world.user()
    others = [await world.log_in(ada.id, ada.username, ada.email) for _ in range(2)]
    assert (await world.client.delete(SESSIONS, headers=ada.headers)).status_code == 204
    assert [await is_logged_in(world, person) for person in others] == [False, False]
    assert await is_logged_in(world, ada)
    assert await is_logged_in(world, stranger)


async def test_a_session_of_another_user_is_not_found(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    path = f"{SESSIONS}/{await session_id(world, ada)}"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 404
    assert await is_logged_in(world, ada)


async def test_nobody_has_sessions(world: World) -> None:
    for method, path in (("GET", SESSIONS), ("DELETE", SESSIONS), ("DELETE", f"{SESSIONS}/1")):
        answer = await world.client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert answer.headers["www-authenticate"] == 'Bearer realm="blog"'
