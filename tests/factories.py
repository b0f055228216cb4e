"""`world`: factories for accounts, posts, comments and images."""

import itertools
from dataclasses import dataclass, field, replace
from typing import Any

import httpx2
from fastapi import FastAPI

from blog_api.db.database import Database
from tests.pictures import draw

PASSWORD = "correct horse battery staple"  # of test accounts


@dataclass(frozen=True, slots=True)
class Person:
    """An account that is logged in."""

    id: int
    username: str
    email: str
    headers: dict[str, str] = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(slots=True)
class World:
    """Create users and their content through the API."""

    client: httpx2.AsyncClient
    app: FastAPI
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    @property
    def db(self) -> Database:
        """Return the application's own pool, to inspect the database."""
        database: Database = self.app.state.database
        return database

    async def user(self, username: str | None = None, **fields: Any) -> Person:
        username = username or f"user{next(self.numbers)}"
        body = {"username": username, "email": f"{username}@example.com", "password": PASSWORD}
        answer = await self.client.post("/api/users", json=body | fields)
        assert answer.status_code == 201, answer.text
        return await self.log_in(answer.json()["id"], username, answer.json()["email"])

    async def admin(self, username: str | None = None) -> Person:
        """Register a user; the command line makes them an administrator."""
        number = next(self.numbers)
        person = await self.user(
            f"admin{number}", email=f"{username or f'admin{number}'}@example.com"
        )
        username = username or person.username
        await self.execute(
            "UPDATE users SET role = 'admin', username = %s WHERE id = %s", username, person.id
        )
        return replace(person, username=username)

    async def log_in(
        self, user_id: int, username: str, email: str, password: str = PASSWORD
    ) -> Person:
        answer = await self.tokens(username, password)
        assert answer.status_code == 200, answer.text
        tokens = answer.json()
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        return Person(user_id, username, email, headers, tokens["refresh_token"])

    async def tokens(self, username: str, password: str = PASSWORD) -> httpx2.Response:
        form = {"username": username, "password": password}
        return await self.client.post("/api/auth/login", data=form)

    async def post(self, author: Person | None = None, **fields: Any) -> dict[str, Any]:
        """Create a post, published by default; return it as its author gets it."""
        author = author or await self.user()
        body = {"title": f"Title {next(self.numbers)}", "content": "Some *words*."} | fields
        answer = await self.client.post("/api/posts", json=body, headers=author.headers)
        assert answer.status_code == 201, answer.text
        created: dict[str, Any] = answer.json()
        return created

    async def deleted_post(self, author: Person | None = None, **fields: Any) -> dict[str, Any]:
        """Create a post in the trash; `deletion_id` is the id of its deletion."""
        author = author or await self.user()
        post = await self.post(author, **fields)
        answer = await self.client.delete(f"/api/posts/{post['id']}", headers=author.headers)
        assert answer.status_code == 204, answer.text
        return post | {"deletion_id": int(answer.headers["deletion-id"])}

    async def comment(
        self, author: Person | None = None, post_id: int | None = None, content: str = "Well said."
    ) -> dict[str, Any]:
        author = author or await self.user()
        url = f"/api/posts/{post_id or (await self.post())['id']}/comments"
        answer = await self.client.post(url, json={"content": content}, headers=author.headers)
        assert answer.status_code == 201, answer.text
        created: dict[str, Any] = answer.json()
        return created

    async def picture(self, person: Person, shade: int) -> str:
        files = {"file": ("a.png", draw(shade), "image/png")}
        answer = await self.client.post("/api/media", files=files, headers=person.headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["url"]).rpartition("/")[2]

    async def delete(self, path: str, person: Person) -> int:
        """Put something in the trash; return the id of the deletion."""
        answer = await self.client.delete(path, headers=person.headers)
        assert answer.status_code == 204, answer.text
        return int(answer.headers["deletion-id"])

    async def execute(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Execute SQL for changes that no route can make."""
        async with self.db.pool.connection() as connection:
            cursor = await connection.execute(statement.encode(), parameters)
            return await cursor.fetchall() if cursor.description else []
