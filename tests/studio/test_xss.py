"""Markup in every field of people, on every page: it is shown as text, and makes no element."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import quote, urlsplit

import pytest
from fastapi import FastAPI
from typing_extensions import override

from tests.factories import Person, World
from tests.studio.browser import Browser, Page
from tests.studio.routes import FIELDS, fill, queries, routes
from tests.studio.test_every_page import ENDS_THE_SESSION, NEEDED, NUMBERS
from tests.xss import XSS

# Ends of what text stands in: an attribute, an element with raw text, a comment, a template.
ESCAPES: Final = (
    "\"'><xss a=1>",
    "\" onfocus=alert(1) x='",
    "' onfocus=alert(1) x=\"",
    "</textarea></title></script></style><xss>",
    "--><xss>{{987654*876543}}",
    "&quot;&#39;&gt;&lt;xss&gt;",
)
EVALUATED: Final = str(987654 * 876543)  # long: numbers of requests are random digits too
SHORT: Final = "\"'></pre><xss onx=1>"
TITLE: Final = 200
PASSED_ON: Final = {"/studio/account/export", "/studio/account/avatar"}  # a zip, and an image
OF_PAGES: Final = frozenset(
    {
        *("a", "b", "bdi", "blockquote", "body", "button", "code", "dd", "del", "details", "div"),
        *("dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3", "head", "header", "html"),
        *("iframe", "img", "input", "ins", "label", "legend", "li", "link", "main", "meta", "nav"),
        *("ol", "option", "p", "path", "pre", "script", "section", "select", "small", "span"),
        *("strong", "summary", "svg", "textarea", "time", "title", "ul", "var"),
    }
)
# The document of a preview has the sanitised HTML of a post, and neither scripts nor forms.
PREVIEWS: Final = frozenset({"/studio/editor/preview", "/studio/preview"})
OF_POSTS: Final = (OF_PAGES - {"script", "iframe", "form", "button", "select", "link"}) | {
    *("abbr", "base", "br", "em", "h4", "h5", "h6", "hr", "kbd", "mark", "q", "s", "samp", "style"),
    *("sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "dfn", "cite"),
}
POLICY: Final = "content-security-policy"
ADDRESSES: Final = frozenset({"href", "src", "action", "formaction", "srcset", "data"})


def chunks() -> Iterator[str]:
    """Return the corpus in titles: as many attacks in each as there is room for."""
    title = ""
    for attack in (*ESCAPES, *XSS):
        line = "".join(each if each.isprintable() else " " for each in attack)
        if len(title) + len(line) >= TITLE:
            yield title
            title = ""
        title = f"{title} {line}".strip()
    yield title


class Elements(HTMLParser):
    """Elements of a page that text of people must have made."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.made: list[str] = []
        is_preview = page.path in PREVIEWS and "sandbox" in page.response.headers[POLICY]
        self.known = OF_POSTS if is_preview else OF_PAGES
        self.feed(page.response.text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_odd = tag not in self.known or any(name.startswith("on") for name in given)
        is_script = tag == "script" and not given.get("src", "").startswith("/studio/static/")
        leads = [given[name] for name in ADDRESSES & given.keys()]
        is_odd |= "style" in given and self.known is OF_PAGES
        if is_odd or is_script or not all(map(is_harmless, leads)):
            self.made.append(f"<{tag} {given}>")


def is_harmless(address: str) -> bool:
    if address == "data:,":
        return True  # the empty icon of the studio
    return urlsplit(address).scheme.lower() in {"", "http", "https"}


def made_by_text(page: Page) -> list[str]:
    found = Elements(page).made
    if EVALUATED in page.response.text:
        found.append("a template evaluates its expression")
    return [f"{page.path}: {each}" for each in found]


async def say(world: World, person: Person, path: str, body: Any, method: str = "POST") -> Any:
    answer = await world.client.request(method, path, json=body, headers=person.headers)
    assert answer.status_code < 300, (path, answer.text)
    return answer.json()


async def fill_in(world: World, person: Person) -> dict[str, str]:
    """Write attacks into each kind of text; return the values of paths."""
    await world.execute("UPDATE users SET email_verified = true WHERE id = %s", person.id)
    profile = {"name": SHORT, "bio": ESCAPES[3]}
    await say(world, person, "/api/users/me", profile, "PATCH")
    titles = [*chunks()]
    for title in titles:
        await world.post(person, title=title, content=title, category=title[:100])
    given = {"title": titles[0], "content": "\n\n".join(XSS), "excerpt": titles[1]}
    post = await world.post(person, **given)
    path = f"/api/posts/{post['id']}"
    await say(world, person, path, {"content": titles[2], "note": titles[1]}, "PATCH")
    copy = {"base_version": 1, "content": titles[3], "title": titles[4]}
    await say(world, person, f"{path}/working-copy", copy, "PUT")
    for title in titles:
        await world.comment(person, post["id"], title)
    await say(world, person, f"{path}/previews", {"label": titles[0]})
    receiver = await world.admin()
    offer = {"to": receiver.username, "message": titles[0]}
    transfer = await say(world, person, f"{path}/transfer", offer)
    token = {"name": SHORT, "scopes": ["posts:read"]}
    made = await say(world, person, "/api/auth/tokens", token)
    lost = [await world.post(person, title=title) for title in titles[:3]]
    bulk = {"ids": [each["id"] for each in lost], "reason": titles[0]}
    deletion = await say(world, person, "/api/posts/bulk-delete", bulk)
    asked = f"/api/trash/posts/{lost[0]['id']}/restore-request"
    request = await say(world, person, asked, {"note": titles[1]})
    return NUMBERS | {
        "post_id": str(post["id"]),
        "item_id": str(lost[0]["id"]),
        "deletion_id": str(deletion["deletion_id"]),
        "request_id": str(request["id"]),
        "transfer_id": str(transfer["id"]),
        "token_id": str(made["id"]),
        "user_id": str(person.id),
    }


async def opened(app: FastAPI, person: Person) -> Browser:
    browser = Browser(app, **{"User-Agent": SHORT})
    assert (await browser.sign_in(person)).status == 200
    return browser


async def test_text_of_people_makes_no_element(app: FastAPI, world: World) -> None:
    admin = await world.admin()
    values = await fill_in(world, admin)
    browser = await opened(app, admin)
    found, count = [], 0
    for path in routes("GET"):
        if path in PASSED_ON:
            continue
        following = f"{fill(path, values)}?{NEEDED.get(path, '')}"
        for _ in range(3):
            page = await browser.get(following)
            found += made_by_text(page)
            count += page.response.text.count("&lt;")
            further = [link for link in page.links if "cursor=" in link]
            if not further:
                break
            following = further[0]
    await browser.client.aclose()
    assert not found
    assert count > 1_000  # the pages do show it


@pytest.mark.parametrize("attack", ESCAPES)
async def test_what_is_typed_makes_no_element(app: FastAPI, world: World, attack: str) -> None:
    """In the values of a query, and in forms that come back with their faults."""
    admin = await world.admin()
    values = NUMBERS | {"post_id": str((await world.post(admin))["id"])}
    needed = {"do": "add_tag", "id": values["post_id"], "kind": "tag", "base_version": "1"}
    typed = dict.fromkeys((*FIELDS, "next", "resume", "mfa_token", "method"), attack)
    found = []
    for browser in (Browser(app), await opened(app, admin)):
        for path, names in queries().items():
            query = "&".join(f"{name}={quote(attack)}" for name in names)
            found += made_by_text(await browser.get(f"{fill(path, values)}?{query}"))
            for name in names:
                one = f"{fill(path, values)}?{NEEDED.get(path, '')}{name}={quote(attack)}"
                found += made_by_text(await browser.get(one))
        for path in routes("POST"):
            if path not in ENDS_THE_SESSION:
                page = await browser.post(fill(path, values), needed | typed, follow=False)
                found += made_by_text(page)
        await browser.client.aclose()
    assert not found


async def test_a_preview_of_the_corpus_runs_nothing(app: FastAPI, world: World) -> None:
    browser = await opened(app, await world.user())
    found = []
    for start in range(0, len(XSS), 8):  # separately, lest one attack comments out the next
        content = "\n\n".join(XSS[start : start + 8])
        fields = {"title": SHORT, "content": content, "shows_images": "true"}
        page = await browser.post("/studio/editor/preview", fields)
        assert page.status == 200
        found += made_by_text(page)
    await browser.client.aclose()
    assert not found
