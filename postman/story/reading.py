"""Lists, search and reading of posts."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, refused

TAG: Final = {"tag": "sea-side-{{run}}"}

FOLDER: Final = Folder(
    "Posts: list, read and search",
    "Anyone can read published posts, but not the drafts of others. Lists are paged by cursor or "
    "by page number.",
    (
        Request(
            "List the posts of an author",
            "GET",
            "/posts",
            answered(
                200,
                fields={"total": 2, "next_cursor": None},
                headers={"Link": 'rel="first"'},
                checks={
                    "items have no content": (
                        'pm.expect(pm.response.json().items[0]).not.to.have.property("content");'
                    )
                },
            ),
            Actor.NOBODY,
            query={"author": "ada{{run}}", "count": "exact"},
        ),
        Request(
            "List the first page of the posts with a tag",
            "GET",
            "/posts",
            answered(
                200,
                fields={"items[0].id": "{{second_id}}", "total": None},
                headers={"Link": 'rel="next"'},
                saves={"cursor": "next_cursor"},
            ),
            Actor.NOBODY,
            query={**TAG, "limit": "1"},
        ),
        Request(
            "List the next page of posts by cursor",
            "GET",
            "/posts",
            answered(200, fields={"items[0].id": "{{post_id}}", "next_cursor": None}),
            Actor.NOBODY,
            query={**TAG, "limit": "1", "cursor": "{{cursor}}"},
        ),
        Request(
            "List the second page of posts by page number",
            "GET",
            "/posts",
            answered(200, fields={"items[0].id": "{{post_id}}"}, headers={"Link": 'rel="prev"'}),
            Actor.NOBODY,
            query={**TAG, "limit": "1", "page": "2"},
        ),
        Request(
            "List posts with a limit above 100 (422)",
            "GET",
            "/posts",
            refused(422, "invalid_input", fields={"errors[0].loc": ["query", "limit"]}),
            Actor.NOBODY,
            query={"limit": "101"},
        ),
        Request(
            "List my drafts",
            "GET",
            "/posts",
            answered(200, fields={"items[0].id": "{{draft_id}}"}),
            query={"author": "me", "status": "draft"},
        ),
        Request(
            "List drafts without a token (401)",
            "GET",
            "/posts",
            refused(401, "unauthenticated"),
            Actor.NOBODY,
            query={"status": "draft"},
        ),
        Request(
            "Get a post",
            "GET",
            "/posts/{post_id}",
            answered(
                200,
                fields={"content": "The *sea* was calm.\n\nWe counted **waves**."},
                headers={"ETag": "^{{etag}}$"},
            ),
            Actor.NOBODY,
            values={"post_id": "{{post_id}}"},
        ),
        Request(
            "Get an unchanged post (304)",
            "GET",
            "/posts/{post_id}",
            answered(304),
            Actor.NOBODY,
            values={"post_id": "{{post_id}}"},
            headers={"If-None-Match": "{{etag}}"},
        ),
        Request(
            "Get a post rendered as HTML",
            "GET",
            "/posts/{post_id}",
            answered(
                200,
                fields={
                    "content_html": (
                        "<p>The <em>sea</em> was calm.</p>\n"
                        "<p>We counted <strong>waves</strong>.</p>\n"
                    )
                },
            ),
            Actor.NOBODY,
            values={"post_id": "{{post_id}}"},
            query={"render": "html"},
        ),
        Request(
            "Search posts by a prefix, with snippets",
            "GET",
            "/posts",
            answered(
                200,
                fields={"total": 2},
                checks={
                    "snippets mark the word that was found": (
                        "pm.response.json().items.forEach(function (item) {\n"
                        '    pm.expect(item.snippet).to.include("<mark>waves</mark>");\n'
                        "});"
                    )
                },
            ),
            Actor.NOBODY,
            query={
                "search": "wav",
                "author": "ada{{run}}",
                "snippet": "true",
                "sort": "relevance",
                "count": "exact",
            },
        ),
        Request(
            "Search posts without a match",
            "GET",
            "/posts",
            answered(200, fields={"items": [], "next_cursor": None}),
            Actor.NOBODY,
            query={"search": "submarines{{run}}", "author": "ada{{run}}"},
        ),
        Request(
            "Get a post by its slug",
            "GET",
            "/posts/slug/{slug}",
            answered(200, fields={"id": "{{post_id}}", "category": "Travel {{run}}"}),
            Actor.NOBODY,
            values={"slug": "{{slug}}"},
        ),
        Request(
            "Look up an unknown address of an imported post (404)",
            "GET",
            "/redirects",
            refused(404, "not_found"),
            Actor.NOBODY,
            query={"path": "/2015/06/{{run}}/"},
        ),
        Request(
            "Get a draft of another user (404)",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            Actor.GRACE,
            values={"post_id": "{{draft_id}}"},
        ),
        Request(
            "Get my draft",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"status": "draft"}),
            values={"post_id": "{{draft_id}}"},
        ),
        Request(
            "List tags",
            "GET",
            "/tags",
            answered(
                200,
                checks={
                    "post_count is at least 1": (
                        "pm.expect(pm.response.json().items[0].post_count).to.be.at.least(1);"
                    )
                },
            ),
            Actor.NOBODY,
        ),
        Request(
            "List categories",
            "GET",
            "/categories",
            answered(
                200,
                checks={
                    "the category of the post is listed": (
                        "const names = pm.response.json().items.map((item) => item.name);\n"
                        'pm.expect(names).to.include(pm.variables.replaceIn("Travel {{run}}"));'
                    )
                },
            ),
            Actor.NOBODY,
        ),
    ),
)
