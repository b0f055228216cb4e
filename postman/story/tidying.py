"""Renaming of tags and categories, and the feeds."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, json, refused

SEA_SIDE: Final = {"name": "sea-side-{{run}}"}
BY_ADA: Final = {"author": "ada{{run}}"}


def mentions(text: str) -> dict[str, str]:
    return {
        f"mentions {text}": (
            f'pm.expect(pm.response.text()).to.include(pm.variables.replaceIn("{text}"));'
        )
    }


FOLDER: Final = Folder(
    "Tags, categories and feeds",
    "Administrators rename a tag or a category in every post, and can undo it. Feeds and the "
    "sitemap list published posts.",
    (
        Request(
            "Rename a tag as a non-admin (403)",
            "PATCH",
            "/tags/{name}",
            refused(403, "admin_only"),
            body=json({"name": "coast-{{run}}"}),
            values=SEA_SIDE,
        ),
        Request(
            "Rename a tag",
            "PATCH",
            "/tags/{name}",
            answered(
                200,
                fields={"new_name": "coast-{{run}}", "merged": False, "undone_at": None},
                saves={"change_id": "id"},
            ),
            Actor.ADMIN,
            json({"name": "Coast {{run}}"}),
            values=SEA_SIDE,
        ),
        Request(
            "List the posts with a renamed tag",
            "GET",
            "/posts",
            answered(200, fields={"items[0].id": "{{second_id}}"}),
            Actor.NOBODY,
            query={"tag": "coast-{{run}}"},
        ),
        Request(
            "List renames of tags and categories",
            "GET",
            "/term-changes",
            answered(200, fields={"items[0].id": "{{change_id}}"}, headers={"Link": "first"}),
            Actor.ADMIN,
            query={"limit": "1"},
        ),
        Request(
            "Undo the rename of a tag",
            "POST",
            "/term-changes/{change_id}/undo",
            answered(200, fields={"restored": 1, "left": 0}),
            Actor.ADMIN,
            values={"change_id": "{{change_id}}"},
        ),
        Request(
            "Rename a category",
            "PATCH",
            "/categories/{name}",
            answered(200, fields={"kind": "category", "new_name": "Journeys {{run}}"}),
            Actor.ADMIN,
            json({"name": "Journeys {{run}}"}),
            values={"name": "Travel {{run}}"},
        ),
        Request(
            "Rename a category that does not exist (404)",
            "PATCH",
            "/categories/{name}",
            refused(404, "not_found"),
            Actor.ADMIN,
            json({"name": "Journeys {{run}}"}),
            values={"name": "Travel {{run}}"},
        ),
        Request(
            "Get the Atom feed of an author",
            "GET",
            "/feed.atom",
            answered(
                200,
                headers={"Content-Type": "^application/atom", "ETag": '^"'},
                checks=mentions("a-day-at-the-sea-{{run}}-2"),
            ),
            Actor.NOBODY,
            query=BY_ADA,
            at_root=True,
        ),
        Request(
            "Get the JSON feed of an author",
            "GET",
            "/feed.json",
            answered(
                200,
                headers={"Content-Type": "^application/feed"},
                fields={"version": "https://jsonfeed.org/version/1.1"},
            ),
            Actor.NOBODY,
            query=BY_ADA,
            at_root=True,
        ),
        Request(
            "Get the sitemap",
            "GET",
            "/sitemap.xml",
            answered(
                200,
                headers={"Content-Type": "^application/xml"},
                checks=mentions("http://www.sitemaps.org/schemas/sitemap/0.9"),
            ),
            Actor.NOBODY,
            at_root=True,
        ),
    ),
)
