"""`?on_conflict=merge`: three-way merges of edits that were made against an older version."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from blog_api.diffing.threads import THREADS
from blog_api.fair_share import Budget
from tests.editing.edits import LINES, last_revision, merge, patch, read
from tests.factories import World


async def test_edits_of_different_lines_and_fields_are_joined(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, content=LINES, tags=["a"])
    await patch(
        world, admin, post["id"], content=LINES.replace("Line 0.", "Theirs."), tags=["theirs"]
    )
    answer = await merge(
        world,
        ada,
        post["id"],
        1,
        content=LINES.replace("Line 5.", "Mine."),
        category="mine",
        note="Both.",
    )
    assert answer.status_code == 200, answer.text
    merged = answer.json()
    assert merged["content"] == LINES.replace("Line 0.", "Theirs.").replace("Line 5.", "Mine.")
    assert (merged["tags"], merged["category"]) == (["theirs"], "mine")
    assert merged["excerpt"].startswith("Theirs.")
    revision = await last_revision(world, ada, post["id"])
    assert (revision["version"], revision["via"], revision["note"]) == (3, "merge", "Both.")
    assert revision["actor"]["id"] == ada.id


async def test_a_current_tag_is_an_ordinary_edit(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    assert (await merge(world, ada, post["id"], 1, title="New")).status_code == 200
    assert (await last_revision(world, ada, post["id"]))["via"] == "edit"


async def test_what_is_there_already_makes_no_version(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, content=LINES)
    changed = await patch(world, ada, post["id"], content="Same.", tags=["b"])
    answer = await merge(world, ada, post["id"], 1, content="Same.")
    assert (answer.status_code, answer.headers["etag"]) == (200, changed.headers["etag"])
    assert answer.json() == changed.json()


async def test_a_replacement_merges_too(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, content=LINES, category="c")
    await patch(world, ada, post["id"], category="theirs")
    answer = await world.client.put(
        f"/api/posts/{post['id']}?on_conflict=merge",
        json={"title": "Mine", "content": LINES, "category": "c"},
        headers=ada.headers | {"If-Match": f'"post-{post["id"]}-1"'},
    )
    assert answer.status_code == 200
    assert (answer.json()["title"], answer.json()["category"]) == ("Mine", "theirs")


async def test_images_compare_by_their_address(world: World, app: FastAPI) -> None:
    ada = await world.user()
    name = await world.picture(ada, 3)
    url = f"{app.state.settings.public_url}/media/{name}"
    post = await world.post(ada, content=LINES, image_url=url)
    await patch(world, ada, post["id"], title="Theirs")
    answer = await world.client.put(
        f"/api/posts/{post['id']}?on_conflict=merge",
        json={"title": post["title"], "content": "Mine.", "image_url": url},
        headers=ada.headers | {"If-Match": f'"post-{post["id"]}-1"'},
    )
    assert answer.status_code == 200
    assert (await last_revision(world, ada, post["id"]))["changed"] == ["content", "excerpt"]


async def test_conflicts_are_told_and_the_text_is_kept(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, title="One", content="A\nB\nC\n")
    theirs = await patch(world, admin, post["id"], title="Theirs", content="A\ntheirs\nC\n")
    answer = await merge(world, ada, post["id"], 1, title="Mine", content="A\nmine\nC\n")
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (412, "merge_conflicts")
    assert problem["conflicts"] == [
        {"field": "title", "base": "One", "yours": "Mine", "theirs": "Theirs"},
        {
            "field": "content",
            "base": "A\nB\nC\n",
            "yours": "A\nmine\nC\n",
            "theirs": "A\ntheirs\nC\n",
            "hunks": [{"base": ["B\n"], "yours": ["mine\n"], "theirs": ["theirs\n"]}],
        },
    ]
    assert problem["working_copy_kept"] is True
    assert (problem["base_version"], problem["current_etag"]) == (1, theirs.headers["etag"])
    copy = await world.client.get(f"/api/posts/{post['id']}/working-copy", headers=ada.headers)
    assert copy.json()["content"] == "A\nmine\nC\n"
    assert (copy.json()["title"], copy.json()["base_version"]) == ("Mine", 1)


async def test_another_working_copy_is_not_overwritten(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, title="One")
    await patch(world, ada, post["id"], title="Two")
    kept = [
        (await merge(world, ada, post["id"], 1, title=title)).json()["working_copy_kept"]
        for title in ("Mine", "Mine", "Other")
    ]
    assert kept == [True, True, False]
    copy = await world.client.get(f"/api/posts/{post['id']}/working-copy", headers=ada.headers)
    assert copy.json()["title"] == "Mine"


async def test_a_status_alone_is_no_text_to_keep(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    await patch(world, ada, post["id"], status="archived")
    answer = await merge(world, ada, post["id"], 1, status="draft")
    assert answer.json()["code"] == "merge_conflicts"
    assert answer.json()["working_copy_kept"] is False
    copy = await world.client.get(f"/api/posts/{post['id']}/working-copy", headers=ada.headers)
    assert copy.status_code == 404


async def test_a_post_that_moves_during_the_merge_is_merged_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, content=LINES)
    await patch(world, admin, post["id"], title="First")
    run = THREADS.run
    times: list[object] = []

    async def run_late(key: int, job: Callable[[], object]) -> object:
        result = await run(key, job)
        if not times:
            times.append(await patch(world, admin, post["id"], category="late"))
        return result

    monkeypatch.setattr(THREADS, "run", run_late)
    answer = await merge(world, ada, post["id"], 1, content=LINES + "Mine.\n")
    merged = answer.json()
    assert (merged["title"], merged["category"]) == ("First", "late")
    assert merged["content"].endswith("Mine.\n")
    assert (await last_revision(world, ada, post["id"]))["version"] == 4


async def test_a_post_that_never_rests_is_stale(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.post(ada, content=LINES)
    await patch(world, admin, post["id"], title="First")
    run, numbers = THREADS.run, iter(range(100))

    async def run_late(key: int, job: Callable[[], object]) -> object:
        result = await run(key, job)
        await patch(world, admin, post["id"], title=f"Title {next(numbers)} of many")
        return result

    monkeypatch.setattr(THREADS, "run", run_late)
    answer = await merge(world, ada, post["id"], 1, content=LINES + "Mine.\n")
    assert (answer.status_code, answer.json()["code"]) == (412, "stale")
    assert answer.json()["base_version"] == 1
    assert "Mine" not in (await read(world, ada, post["id"]))["content"]


async def test_merges_have_a_budget(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("blog_api.diffing.threads.BUDGET", Budget(burst=0.0000001, per_second=1e-9))
    ada = await world.user()
    post = await world.post(ada, content=LINES)
    await patch(world, ada, post["id"], title="Two")
    assert (await merge(world, ada, post["id"], 1, content=LINES + "Mine.")).status_code == 200
    assert (await merge(world, ada, post["id"], 1, content=LINES + "More.")).status_code == 429


async def test_a_merge_that_is_too_long_is_a_conflict(world: World) -> None:
    """Each side fits into a post, and both together do not."""
    ada, admin = await world.user(), await world.admin()
    middle = "".join(f"Line {number} of the middle.\n\n" for number in range(2_000))
    post = await world.post(ada, content=middle)
    theirs, mine = f"{'Theirs. ' * 4_000}\n\n{middle}", f"{middle}{'Mine. ' * 5_000}\n"
    assert (await patch(world, admin, post["id"], content=theirs)).status_code == 200
    answer = await merge(world, ada, post["id"], 1, content=mine)
    assert (answer.status_code, answer.json()["code"]) == (412, "merge_conflicts")
    assert [conflict["field"] for conflict in answer.json()["conflicts"]] == ["content"]
    assert answer.json()["working_copy_kept"] is True
    assert (await read(world, ada, post["id"]))["content"] == theirs
