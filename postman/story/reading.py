"""Lists, search and reading of posts."""

from typing import Final

from postman.request import Actor, Folder, Request, answered, refused

TAG: Final = {"tag": "sea-side-{{run}}"}

FOLDER: Final = Folder(
    "Read",
    "Anyone can read published posts, only authors their drafts. Lists have cursors and numbers.",
    (
        Request(
            "Anyone lists Ada's posts",
            "GET",
            "/posts",
            answered(
                200,
                fields={"total": 2, "next_cursor": None},
                headers={"Link": 'rel="first"'},
                checks={
                    "without their contents": (
                        'pm.expect(pm.response.json().items[0]).not.to.have.property("content");'
                    )
                },
            ),
            Actor.NOBODY,
            query={"author": "ada{{run}}", "count": "exact"},
        ),
        Request(
            "The first page",
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
            "The next, by cursor",
            "GET",
            "/posts",
            answered(200, fields={"items[0].id": "{{post_id}}", "next_cursor": None}),
            Actor.NOBODY,
            query={**TAG, "limit": "1", "cursor": "{{cursor}}"},
        ),
        Request(
            "The same, by number",
            "GET",
            "/posts",
            answered(200, fields={"items[0].id": "{{post_id}}"}, headers={"Link": 'rel="prev"'}),
            Actor.NOBODY,
            query={**TAG, "limit": "1", "page": "2"},
        ),
        Request(
            "Too many at once",
            "GET",
            "/posts",
            refused(422, "invalid_input", fields={"errors[0].loc": ["query", "limit"]}),
            Actor.NOBODY,
            query={"limit": "101"},
        ),
        Request(
            "Ada's own drafts",
            "GET",
            "/posts",
            answered(200, fields={"items[0].id": "{{draft_id}}"}),
            query={"author": "me", "status": "draft"},
        ),
        Request(
            "Drafts of nobody",
            "GET",
            "/posts",
            refused(401, "unauthenticated"),
            Actor.NOBODY,
            query={"status": "draft"},
        ),
        Request(
            "One post",
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
            "Not again if it has not changed",
            "GET",
            "/posts/{post_id}",
            answered(304),
            Actor.NOBODY,
            values={"post_id": "{{post_id}}"},
            headers={"If-None-Match": "{{etag}}"},
        ),
        Request(
            "As HTML that is safe in any page",
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
            "Searched, by the beginning of a word, and where it was found",
            "GET",
            "/posts",
            answered(
                200,
                fields={"total": 2},
                checks={
                    "marks what was found": (
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
            "A search that finds nothing",
            "GET",
            "/posts",
            answered(200, fields={"items": [], "next_cursor": None}),
            Actor.NOBODY,
            query={"search": "submarines{{run}}", "author": "ada{{run}}"},
        ),
        Request(
            "By its slug",
            "GET",
            "/posts/slug/{slug}",
            answered(200, fields={"id": "{{post_id}}", "category": "Travel {{run}}"}),
            Actor.NOBODY,
            values={"slug": "{{slug}}"},
        ),
        Request(
            "An old address that no imported post had",
            "GET",
            "/redirects",
            refused(404, "not_found"),
            Actor.NOBODY,
            query={"path": "/2015/06/{{run}}/"},
        ),
        Request(
            "The draft of another author is not there",
            "GET",
            "/posts/{post_id}",
            refused(404, "not_found"),
            Actor.GRACE,
            values={"post_id": "{{draft_id}}"},
        ),
        Request(
            "For its author it is",
            "GET",
            "/posts/{post_id}",
            answered(200, fields={"status": "draft"}),
            values={"post_id": "{{draft_id}}"},
        ),
        Request(
            "What is written about",
            "GET",
            "/tags",
            answered(
                200,
                checks={
                    "counts posts": (
                        "pm.expect(pm.response.json().items[0].post_count).to.be.at.least(1);"
                    )
                },
            ),
            Actor.NOBODY,
        ),
        Request(
            "And under which headings",
            "GET",
            "/categories",
            answered(
                200,
                checks={
                    "Ada's is among them": (
                        "const names = pm.response.json().items.map((item) => item.name);\n"
                        'pm.expect(names).to.include(pm.variables.replaceIn("Travel {{run}}"));'
                    )
                },
            ),
            Actor.NOBODY,
        ),
    ),
)
