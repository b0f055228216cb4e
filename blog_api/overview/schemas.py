"""Response body of the overview."""

from datetime import datetime
from typing import Final, Literal

from pydantic import Field

from blog_api.http.fields import Output
from blog_api.trash.schemas import UPCOMING, Upcoming

CAP: Final = 1_000  # of each count: PostgreSQL reads no more rows than that


class StatusCounts(Output):
    """Live posts by status; 1,000 stands for that many or more."""

    published: int
    draft: int
    scheduled: int
    archived: int


class Offers(Output):
    """Open offers of posts to the caller and from them; 1,000 is that many or more."""

    received: int
    sent: int


class LastBackup(Output):
    """The last backup that `blog-api backup` finished."""

    began_at: datetime
    ended_at: datetime
    size: int = Field(description="Bytes.")


class Parts(Output):
    """Health of the parts that a request can need."""

    database: Literal["ok", "not_migrated"]
    media: Literal["ok", "unavailable"]
    mail: Literal["ok", "failing", "files", "off"] = Field(
        description="`failing`: an email was tried and waits for another attempt. `files`: no mail "
        "server is set, and emails are written to files. `off`: another instance sends them."
    )


class Administration(Output):
    """Facts for administrators only."""

    version: str
    failed_mails: int = Field(description="Tried at least once, and waiting for another attempt.")
    last_backup: LastBackup | None
    parts: Parts


class OverviewOut(Output):
    posts: StatusCounts
    restore_requests: int = Field(description="Open ones; 1,000 is that many or more.")
    offers: Offers
    next_purges: list[Upcoming] = Field(
        description=f"The first {UPCOMING}; empty if TRASH_RETENTION_DAYS is 0."
    )
    administration: Administration | None = Field(description="Null for users.")
