"""Statuses of posts; whether a post is public is in `live.py`."""

from typing import Literal

Status = Literal["draft", "published", "archived"]
