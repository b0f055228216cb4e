"""The style of tutorials: sync routes, an ORM session per request, lazy loads, `response_model`."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer
from jose import JWTError, jwt
from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, DateTime, ForeignKey, Text, create_engine
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    relationship,
    sessionmaker,
)

engine = create_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://", 1),
    pool_pre_ping=True,
)
SessionLocal = sessionmaker(bind=engine, autoflush=False)
PUBLIC_KEY = Path(os.environ["BENCH_PUBLIC_KEY"]).read_text()
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

    author: Mapped[User] = relationship()
    counters: Mapped[Counters] = relationship(viewonly=True)

    @property
    def vote_count(self) -> int:
        return self.counters.vote_count

    @property
    def comment_count(self) -> int:
        return self.counters.comment_count

    @property
    def view_count(self) -> int:
        return self.counters.view_count


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    username: str
    name: str | None
    bio: str | None
    avatar_url: str | None
    role: str
    created_at: datetime


class AuthorOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    username: str
    name: str | None
    avatar_url: str | None


class PostSummary(BaseModel):
    model_config = ConfigDict(from_attributes=True)

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


class PostIn(BaseModel):
    title: str
    content: str
    slug: str
    tags: list[str] = []


def get_db() -> Iterator[Session]:
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


Db = Annotated[Session, Depends(get_db)]


def get_current_user(db: Db, token: Annotated[str, Depends(oauth2_scheme)]) -> User:
    try:
        claims = jwt.decode(token, PUBLIC_KEY, algorithms=["RS256"])
    except JWTError:
        raise HTTPException(401, "Could not validate credentials") from None
    user = db.query(User).filter(User.id == int(claims["sub"]), User.deleted_at.is_(None)).first()
    if user is None or not user.is_active:
        raise HTTPException(401, "Could not validate credentials")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]


@app.get("/api/posts", response_model=list[PostSummary])
def list_posts(db: Db, skip: int = 0, limit: int = 20) -> list[Post]:
    return (
        db.query(Post)
        .filter(
            Post.deleted_at.is_(None),
            Post.status == "published",
            Post.published_at <= datetime.now(UTC),
        )
        .order_by(Post.published_at.desc(), Post.id.desc())
        .offset(skip)
        .limit(limit)
        .all()
    )


@app.get("/api/posts/{post_id}", response_model=PostOut)
def read_post(post_id: int, db: Db) -> Post:
    post = db.query(Post).filter(Post.id == post_id, Post.deleted_at.is_(None)).first()
    if post is None or post.status != "published":
        raise HTTPException(404, "Post not found")
    return post


@app.post("/api/posts", response_model=PostOut, status_code=201)
def create_post(data: PostIn, db: Db, user: CurrentUser) -> Post:
    now = datetime.now(UTC)
    post = Post(
        **data.model_dump(),
        author_id=user.id,
        excerpt=data.content[:200],
        excerpt_given=False,
        status="published",
        published_at=now,
        created_at=now,
        updated_at=now,
    )
    db.add(post)
    db.commit()
    db.refresh(post)
    return post


@app.get("/api/users/me", response_model=UserOut)
def read_users_me(user: CurrentUser) -> User:
    return user
