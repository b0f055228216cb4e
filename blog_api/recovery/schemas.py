"""Bodies of what is done with mail; tokens travel in them and nowhere else."""

from typing import Annotated

from pydantic import Field

from blog_api.users.schemas import Email, Password
from blog_api.web.schemas import Input

Token = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        json_schema_extra={"format": "password"},
        description="From the mail; works once.",
    ),
]


class ForgotIn(Input):
    email: Email


class ResetIn(Input):
    token: Token
    new_password: Password


class VerifyIn(Input):
    token: Token
