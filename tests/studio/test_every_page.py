"""Promises of every page: guards, forged requests, hostile input, and statements."""

import pytest

from tests.factories import Person, World
from tests.statements import record
from tests.studio.browser import Browser
from tests.studio.conftest import SignIn
from tests.studio.routes import OPEN, fill, queries, routes

FORM = "application/x-www-form-urlencoded"
IDS = (
    *("post_id", "deletion_id", "request_id", "transfer_id", "user_id", "item_id", "change_id"),
    *("token_id", "session_id", "passkey_id", "preview_id"),
)
NUMBERS = dict.fromkeys(IDS, "1") | {"kind": "posts", "version": "1"}
ENDS_THE_SESSION = {"/studio/sign-out", "/studio/account/data/delete"}


def filled(method: str) -> list[str]:
    return [fill(path, NUMBERS) for path in routes(method)]


def test_there_are_pages() -> None:
    assert len(routes("GET")) > 50
    assert len(routes("POST")) > 60


async def test_a_form_of_another_site_reaches_no_page(browser: Browser) -> None:
    pages = [await browser.post(path, site="cross-site", follow=False) for path in filled("POST")]
    assert [page.path for page in pages if page.status != 403] == []
    assert all("another site" in page.text for page in pages)


async def test_a_stranger_is_asked_to_sign_in(browser: Browser) -> None:
    faults = []
    for path in filled("GET"):
        page = await browser.get(path, follow=False)
        target = page.response.headers.get("location", "")
        is_asked = page.status == 303 and target.startswith("/studio/sign-in")
        if not is_asked and path not in OPEN:
            faults.append((path, page.status, target))
    assert faults == [(path, 303, "/studio/overview") for path in ("/studio", "/studio/")]


async def present(world: World, person: Person) -> dict[str, str]:
    """Make something for each parameter of a path; most of it is in the trash of `person`."""
    post = await world.post(person, tags=["news"], category="World")
    trashed = await world.deleted_post(person, title="In the trash")
    for _ in range(2):
        await world.comment(person, post["id"])
    asked = await world.client.post(
        f"/api/trash/posts/{trashed['id']}/restore-request", headers=person.headers
    )
    receiver = await world.admin()
    offer = await world.client.post(
        f"/api/posts/{post['id']}/transfer", json={"to": receiver.username}, headers=person.headers
    )
    return NUMBERS | {
        "post_id": str(post["id"]),
        "item_id": str(trashed["id"]),
        "deletion_id": str(trashed["deletion_id"]),
        "request_id": str(asked.json().get("id", 1)),
        "transfer_id": str(offer.json().get("id", 1)),
        "user_id": str(receiver.id),
    }


HOSTILE = ("%00", "9" * 30, "-1", "9999-12-31", "%C2%B2", "%25", "x" * 300)
# Needs of a page besides the hostile value.
NEEDED = {
    "/studio/posts/{post_id}/history/compare": "before=1&after=1&",
    "/studio/tags/rename": "kind=tag&name=x&",
    "/studio/posts/selected/change": "do=delete&id=1&",
}


@pytest.mark.parametrize("value", HOSTILE)
async def test_no_value_of_a_query_is_a_defect(world: World, signed_in: SignIn, value: str) -> None:
    admin = await world.admin()
    values = NUMBERS | {"post_id": str((await world.post(admin))["id"])}
    browser = await signed_in(admin)
    faults = []
    for path, names in queries().items():
        for name in names:
            address = f"{fill(path, values)}?{NEEDED.get(path, '')}{name}={value}"
            page = await browser.get(address, follow=False)
            if page.status >= 500:
                faults.append((page.status, address))
    assert not faults


BODIES = (
    (b"", None),
    (b"a=%ff", FORM),
    (b"\xff=1", FORM),
    (b"{}", "application/json"),
    (b"confirm_otp=abc&confirm_password=%00&next=%00&seen=" + b"9" * 30, FORM),
    (
        b"id=" + b"9" * 30 + b"&do=delete&kind=tag&old_name=%00&name=%00&key=%00&title=%00"
        b"&content=%00&base_version=1&token=%00&to=%00&reason=%00&login=%00&email=%00&seen=1",
        FORM,
    ),
)


@pytest.mark.parametrize(("body", "kind"), BODIES)
@pytest.mark.parametrize("who", ["stranger", "admin"])
async def test_no_body_is_a_defect(  # noqa: PLR0917, PLR0913  # fixtures, and a table's columns
    world: World, browser: Browser, signed_in: SignIn, body: bytes, kind: str | None, who: str
) -> None:
    admin = await world.admin()
    post = await world.post(admin)
    visitor = browser if who == "stranger" else await signed_in(admin)
    headers = {"Sec-Fetch-Site": "same-origin"} | ({"Content-Type": kind} if kind else {})
    faults = []
    for path in routes("POST"):
        if path in ENDS_THE_SESSION:
            continue
        address = fill(path, NUMBERS | {"post_id": str(post["id"])})
        answer = await visitor.client.post(address, content=body, headers=headers)
        if answer.status_code >= 500:
            faults.append((answer.status_code, path))
    assert not faults


AT_MOST = 4
OTHERWISE = {
    "/studio/overview": 7,  # as GET /api/overview, and the caller
    "/studio/account/export": 26,  # as GET /api/users/me/export, its claim, and the caller
    "/studio/posts": 7,  # a count for each of five tabs
    "/studio/posts/{post_id}/history/compare": 6,
    "/studio/posts/{post_id}/history/{version}/restore": 7,
    "/studio/posts/{post_id}/previews": 5,
    "/studio/deletions/{deletion_id}": 5,  # the three kinds of its items
    "/studio/deletions/{deletion_id}/undo": 20,
    "/studio/account/security": 5,
}
WRITES = ("INSERT ", "UPDATE ", "DELETE ", " FOR UPDATE", " FOR NO KEY", " FOR SHARE", " FOR KEY")


async def test_pages_take_few_statements_and_lock_nothing(
    world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is only looked at must not make writers wait."""
    admin = await world.admin()
    values = await present(world, admin)
    browser = await signed_in(admin)
    chosen = await world.execute("SELECT id FROM comments ORDER BY id")
    statements = record(monkeypatch)
    ids = "&".join(f"id={number}" for (number,) in chosen)
    queries = {
        "/studio/comments/selected/delete": f"?{ids}",
        "/studio/posts/selected/change": f"?do=archive&id={values['post_id']}",
        "/studio/posts/{post_id}/history/compare": "?before=1&after=1",
        "/studio/tags/rename": "?kind=tag&name=news",
    }
    faults = []
    for path in routes("GET"):
        statements.clear()
        page = await browser.get(fill(path, values) + queries.get(path, ""), follow=False)
        found = [each for each in statements if not each.startswith(("BEGIN", "COMMIT", "SET"))]
        if len(found) > OTHERWISE.get(path, AT_MOST):
            faults.append(f"{path} ({page.status}) sends {len(found)}: {found}")
        if path == "/studio/account/export":
            continue  # it claims the one export of an account
        faults += [f"{path}: {each}" for each in found if any(word in each for word in WRITES)]
    assert not faults
