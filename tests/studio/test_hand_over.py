"""Handing a post over: offer, accept, decline, withdraw, undo."""

from tests.factories import Person, World
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn


async def offered(
    world: World, signed_in: SignIn, to: Person, title: str = "Offered"
) -> tuple[int, Person, Browser]:
    """Return a post that is offered, its author, and the author's browser."""
    giver = await world.user()
    post = await world.post(giver, title=title)
    await world.execute("UPDATE users SET email_verified = true WHERE id = %s", giver.id)
    browser = await signed_in(giver)
    path = f"/studio/posts/{post['id']}/transfer"
    page = await browser.get(path)
    assert "has 14 days to accept it" in page.text
    page = await browser.submit(page, path, to=to.username, message="<b>Yours</b>?")
    assert page.path == "/studio/transfers?direction=out"
    assert f"The post is offered to {to.username}." in page.text
    return post["id"], giver, browser


async def author_of(world: World, post_id: int) -> str:
    answer = await world.client.get(f"/api/posts/{post_id}")
    return str(answer.json()["author"]["username"])


async def test_accepting_says_what_it_means_first(world: World, signed_in: SignIn) -> None:
    receiver = await world.user()
    post_id, _, _ = await offered(world, signed_in, receiver, title="Tales & more")
    browser = await signed_in(receiver)
    page = await browser.get("/studio/overview")
    assert "1 post is offered to you. Decide …" in page.text
    page = await browser.get("/studio/transfers")
    assert "Tales & more <b>Yours</b>? Open" in page.text
    assert "<b>Yours" not in page.response.text
    (accept,) = [link for link in page.links if link.endswith("/accept")]
    page = await browser.get(accept)
    assert "You become the author" in page.text
    page = await browser.post(accept)
    assert "The post is yours now" in page.text
    assert await author_of(world, post_id) == receiver.username
    page = await browser.post(accept)
    assert page.status == 409
    assert "This offer is not open any more." in page.text


async def test_the_receiver_reads_what_the_offer_shows(world: World, signed_in: SignIn) -> None:
    receiver = await world.user()
    post_id, giver, _ = await offered(world, signed_in, receiver)
    change = {"content": "All of the <i>words</i>.", "excerpt": "A taste", "slug": "on-offer"}

    async def set_fields(**fields: str) -> None:
        path = f"/api/posts/{post_id}"
        answer = await world.client.patch(path, json=fields, headers=giver.headers)
        assert answer.status_code == 200, answer.text

    await set_fields(**change)
    browser = await signed_in(receiver)
    page = await browser.get("/studio/transfers")
    (accept,) = [link for link in page.links if link.endswith("/accept")]
    page = await browser.get(accept)
    assert "on-offer Excerpt A taste" in page.text
    assert "All of the <i>words</i>." in page.text
    assert "<i>words" not in page.response.text
    await set_fields(status="draft")
    page = await browser.get(accept)
    assert "on-offer Excerpt A taste It is not public." in page.text
    assert "All of the" not in page.response.text


async def test_an_offer_is_declined_or_withdrawn(world: World, signed_in: SignIn) -> None:
    receiver = await world.user()
    post_id, giver, givers = await offered(world, signed_in, receiver)
    browser = await signed_in(receiver)
    page = await browser.get("/studio/transfers")
    (decline,) = [form.action for form in page.forms if form.action.endswith("/decline")]
    withdraw = decline.replace("decline", "withdraw")
    assert (await browser.post(withdraw)).status == 403
    assert (await givers.post(decline)).status == 403
    page = await browser.post(decline)
    assert "The offer is declined." in page.text
    path = f"/studio/posts/{post_id}/transfer"
    await givers.post(path, {"to": receiver.username, "message": ""})
    page = await givers.get("/studio/transfers?direction=out")
    (withdraw,) = [form.action for form in page.forms if form.action.endswith("/withdraw")]
    assert "The offer is withdrawn." in (await givers.post(withdraw)).text
    assert await author_of(world, post_id) == giver.username


async def test_a_wrong_name_is_said_at_its_field(world: World, signed_in: SignIn) -> None:
    person = await world.user()
    post = await world.post(person)
    browser = await signed_in(person)
    path = f"/studio/posts/{post['id']}/transfer"
    page = await browser.post(path, {"to": "nobody-here", "message": "Hello"})
    assert page.status == 422
    assert "No account has this name." in page.text
    assert {("to", "nobody-here"), ("message", "Hello")} <= set(page.form(path).fields)
    page = await browser.post(path, {"to": person.username, "message": ""})
    assert page.status == 422


async def test_an_offer_needs_a_confirmed_address(world: World, signed_in: SignIn) -> None:
    giver, receiver = await world.user(), await world.user()
    post = await world.post(giver)
    browser = await signed_in(giver)
    path = f"/studio/posts/{post['id']}/transfer"
    page = await browser.post(path, {"to": receiver.username, "message": ""})
    assert page.status == 422
    assert "Confirm your email address first, with the link that we mailed to you." in page.text


async def test_administrators_hand_over_at_once_and_undo(world: World, signed_in: SignIn) -> None:
    giver, receiver = await world.user(), await world.user()
    post = await world.post(giver)
    browser = await signed_in(await world.admin())
    path = f"/studio/posts/{post['id']}/transfer"
    page = await browser.get(path)
    assert f"The author is {giver.username}." in page.text
    assert "Hand over now" in page.text
    assert "Your preview links" not in page.text
    page = await browser.submit(page, path, to=receiver.username, at_once="yes")
    assert f"The post belongs to {receiver.username} now." in page.text
    assert await author_of(world, post["id"]) == receiver.username
    (undo,) = [form.action for form in page.forms if form.action.endswith("/undo")]
    page = await (await signed_in(giver)).get("/studio/transfers?direction=out")
    assert "Handed over by an administrator" in page.text
    receivers = await signed_in(receiver)
    assert (await receivers.post(undo)).status == 403
    assert "1 post went back to its giver." in (await browser.post(undo)).text
    assert await author_of(world, post["id"]) == giver.username


async def test_authors_do_not_hand_over_at_once(world: World, signed_in: SignIn) -> None:
    giver, receiver = await world.user(), await world.user()
    post = await world.post(giver)
    browser = await signed_in(giver)
    path = f"/studio/posts/{post['id']}/transfer"
    assert "at_once" not in (await browser.get(path)).response.text
    form = {"to": receiver.username, "message": "", "at_once": "yes"}
    assert (await browser.post(path, form)).status == 403
    strangers = await signed_in(await world.user())
    assert (await strangers.get(path)).status == 403
    page = await strangers.get("/studio/transfers?direction=all")
    assert "Nothing is offered to you" in page.text
    assert "open it under Posts and choose “Hand over”. To your posts" in page.text
