"""Unmanaged models of the product's tables."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone


class User(AbstractBaseUser):
    id = models.BigAutoField(primary_key=True)
    email = models.TextField()
    username = models.TextField(unique=True)
    name = models.TextField(null=True)  # noqa: DJ001  # nullable in the table
    bio = models.TextField(null=True)  # noqa: DJ001  # nullable in the table
    avatar_url = models.TextField(null=True)  # noqa: DJ001  # nullable in the table
    role = models.TextField()
    is_active = models.BooleanField(default=True)
    password = models.TextField(db_column="password_hash")
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    last_login = None

    USERNAME_FIELD = "username"

    class Meta:
        managed = False
        db_table = "users"

    def __str__(self) -> str:
        return self.username


class Post(models.Model):
    id = models.BigAutoField(primary_key=True)
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts")
    slug = models.TextField()
    title = models.TextField()
    excerpt = models.TextField(default="")
    excerpt_given = models.BooleanField(default=False)
    content = models.TextField()
    category = models.TextField(null=True)  # noqa: DJ001  # nullable in the table
    tags = ArrayField(models.TextField(), default=list)
    image_url = models.TextField(null=True)  # noqa: DJ001  # nullable in the table
    status = models.TextField(default="published")
    version = models.BigIntegerField(default=1)
    published_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "posts"
        ordering: ClassVar = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.title


class Counters(models.Model):
    post = models.OneToOneField(
        Post, on_delete=models.CASCADE, primary_key=True, related_name="counters"
    )
    vote_count = models.BigIntegerField()
    comment_count = models.BigIntegerField()
    view_count = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "post_counters"

    def __str__(self) -> str:
        return str(self.post_id)
