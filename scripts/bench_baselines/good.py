"""A good FastAPI app: async ORM sessions, loaded columns, eager relations, keyset pages, models.

It shares nothing between requests and uses no trick: the standard to compare the product with.
"""

import os
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwk, jwt
from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, DateTime, ForeignKey, Select, Text, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    joinedload,
    load_only,
    mapped_column,
    relationship,
    selectinload,
)

engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1),
    pool_size=8,
    max_overflow=0,
)
SessionLocal = async_sessionmaker(engine, expire_on_commit=False, autoflush=False)
KEY = jwk.construct(Path(os.environ["BENCH_PUBLIC_KEY"]).read_text(), "RS256")
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="login")
app = FastAPI()


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012  # as SQLAlchemy's own documentation writes it
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
    }


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    username: Mapped[str]
    name: Mapped[str | None]
    bio: Mapped[str | None]
    avatar_url: Mapped[str | None]
    role: Mapped[str]
    is_active: Mapped[bool]
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]


class Counters(Base):
    __tablename__ = "post_counters"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    vote_count: Mapped[int]
    comment_count: Mapped[int]
    view_count: Mapped[int]


class Post(Base):
    __tablename__ = "posts"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    slug: Mapped[str]
    title: Mapped[str]
    excerpt: Mapped[str]
    excerpt_given: Mapped[bool]
    content: Mapped[str]
    category: Mapped[str | None]
    tags: Mapped[list[str]]
    image_url: Mapped[str | None]
    status: Mapped[str]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    author: Mapped[User] = relationship(lazy="raise")
    counters: Mapped[Counters] = relationship(lazy="raise", viewonly=True)

    vote_count = property(attrgetter("counters.vote_count"))
    comment_count = property(attrgetter("counters.comment_count"))
    view_count = property(attrgetter("counters.view_count"))


class Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class UserOut(Out):
    id: int
    email: str
    username: str
    name: str | None
    bio: str | None
    avatar_url: str | None
    role: str
    created_at: datetime


class AuthorOut(Out):
    id: int
    username: str
    name: str | None
    avatar_url: str | None


class PostSummary(Out):
    id: int
    slug: str
    title: str
    excerpt: str
    category: str | None
    tags: list[str]
    image_url: str | None
    status: str
    author: AuthorOut
    vote_count: int
    comment_count: int
    view_count: int
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime


class PostOut(PostSummary):
    content: str


class Page(BaseModel):
    items: list[PostSummary]
    next_cursor: str | None


class PostIn(BaseModel):
    title: str
    content: str
    slug: str
    tags: list[str] = []


async def get_db() -> AsyncIterator[AsyncSession]:
    async with SessionLocal() as db:
        yield db


Db = Annotated[AsyncSession, Depends(get_db)]


async def get_current_user(db: Db, token: Annotated[str, Depends(oauth2_scheme)]) -> User:
    try:
        claims = jwt.decode(token, KEY, algorithms=["RS256"])
    except JWTError:
        raise HTTPException(401, "Could not validate credentials") from None
    user = await db.scalar(
        select(User).where(User.id == int(claims["sub"]), User.deleted_at.is_(None))
    )
    if user is None or not user.is_active:
        raise HTTPException(401, "Could not validate credentials")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]

AUTHOR = load_only(User.id, User.username, User.name, User.avatar_url)
SUMMARY = load_only(
    *(Post.author_id, Post.slug, Post.title, Post.excerpt, Post.category, Post.tags),
    *(Post.image_url, Post.status, Post.published_at, Post.created_at, Post.updated_at),
)


def visible_posts() -> Select[tuple[Post]]:
    return select(Post).where(
        Post.deleted_at.is_(None),
        Post.status == "published",
        Post.published_at <= datetime.now(UTC),
    )


def next_cursor(posts: Sequence[Post], limit: int) -> str | None:
    last = posts[-1] if len(posts) == limit else None
    return f"{last.published_at.isoformat()}_{last.id}" if last and last.published_at else None


@app.get("/api/posts")
async def list_posts(
    db: Db, limit: Annotated[int, Query(ge=1, le=100)] = 20, cursor: str | None = None
) -> Page:
    query = visible_posts().options(
        SUMMARY, selectinload(Post.author).options(AUTHOR), joinedload(Post.counters)
    )
    if cursor:
        time, _, post_id = cursor.partition("_")
        place = (datetime.fromisoformat(time), int(post_id))
        query = query.where(tuple_(Post.published_at, Post.id) < place)
    query = query.order_by(Post.published_at.desc(), Post.id.desc()).limit(limit)
    posts = (await db.scalars(query)).all()
    items = [PostSummary.model_validate(post) for post in posts]
    return Page(items=items, next_cursor=next_cursor(posts, limit))


@app.get("/api/posts/{post_id}")
async def read_post(post_id: int, db: Db) -> PostOut:
    query = visible_posts().where(Post.id == post_id)
    eager = (joinedload(Post.author).options(AUTHOR), joinedload(Post.counters))
    post = await db.scalar(query.options(*eager))
    if post is None:
        raise HTTPException(404, "Post not found")
    return PostOut.model_validate(post)


@app.post("/api/posts", status_code=201)
async def create_post(data: PostIn, db: Db, user: CurrentUser) -> PostOut:
    now = datetime.now(UTC)
    post = Post(
        **data.model_dump(),
        author=user,
        excerpt=data.content[:200],
        excerpt_given=False,
        status="published",
        published_at=now,
        created_at=now,
        updated_at=now,
    )
    db.add(post)
    await db.commit()
    await db.refresh(post, ["counters"])  # a trigger makes them
    return PostOut.model_validate(post)


@app.get("/api/users/me")
async def read_users_me(user: CurrentUser) -> UserOut:
    return UserOut.model_validate(user)
