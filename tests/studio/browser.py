"""A browser without scripts: cookies, links, forms, and the headers that browsers add."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx2
from fastapi import FastAPI
from typing_extensions import override

from tests.factories import PASSWORD, Person

ADDRESS = "http://127.0.0.1:8000"  # PUBLIC_URL of the tests


@dataclass(slots=True)
class FormFound:
    """A form of a page, with the values that its fields have."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


class Page(HTMLParser):
    """A page as people get it: its text, links and forms."""

    def __init__(self, response: httpx2.Response) -> None:
        super().__init__()
        self.response = response
        self.status = response.status_code
        self.path = response.url.raw_path.decode()
        self.forms: list[FormFound] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.area: str | None = None
        self.feed(response.text)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self.forms.append(FormFound(given.get("action", ""), given.get("method", "get")))
        elif tag in {"input", "button"} and "name" in given and self.forms:
            is_box = given.get("type") in {"checkbox", "radio"}
            if tag == "input" and (not is_box or "checked" in given):
                self.forms[-1].fields.append((given["name"], given.get("value", "")))
        elif tag == "textarea":
            self.area = given["name"]
            self.forms[-1].fields.append((self.area, ""))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None

    @override
    def handle_data(self, data: str) -> None:
        if self.area is None:
            self.words.append(data)
            return
        name, value = self.forms[-1].fields[-1]
        self.forms[-1].fields[-1] = name, value + (data.removeprefix("\n") if not value else data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def form(self, action: str) -> FormFound:
        (found,) = [form for form in self.forms if form.action == action]
        return found


class Browser:
    """Follow redirects, keep cookies, and send what a browser sends with each request."""

    def __init__(self, app: FastAPI, **headers: str) -> None:
        transport = httpx2.ASGITransport(app=app, client=("127.0.0.1", 123))
        given = {"Accept": "text/html", "User-Agent": "Test browser", **headers}
        self.client = httpx2.AsyncClient(transport=transport, base_url=ADDRESS, headers=given)

    async def get(self, path: str, *, site: str = "none", follow: bool = True) -> Page:
        headers = {"Sec-Fetch-Site": site}
        return Page(await self.client.get(path, headers=headers, follow_redirects=follow))

    async def post(
        self, path: str, fields: Any = (), *, site: str = "same-origin", follow: bool = True
    ) -> Page:
        """Send a form; `fields` are pairs or a mapping."""
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        body = httpx2.QueryParams(pairs)
        headers = {
            "Sec-Fetch-Site": site,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return Page(
            await self.client.post(
                path, content=str(body), headers=headers, follow_redirects=follow
            )
        )

    async def submit(self, page: Page, action: str, **typed: str) -> Page:
        """Send a form of a page with what is typed into its fields."""
        form = page.form(action)
        kept = [(name, value) for name, value in form.fields if name not in typed]
        return await self.post(action, [*kept, *typed.items()])

    async def sign_in(self, person: Person, password: str = PASSWORD) -> Page:
        page = await self.get("/studio/sign-in")
        return await self.submit(page, "/studio/sign-in", login=person.username, password=password)

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: str(cookie.value) for cookie in self.client.cookies.jar}
