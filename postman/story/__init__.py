"""The chapters in the order in which they are run."""

from typing import Final

from postman.request import Folder
from postman.story import (
    accounts,
    bulk,
    conversing,
    deleting,
    editing,
    farewell,
    log_in,
    mailing,
    mails,
    picturing,
    profiles,
    reading,
    refusals,
    registering,
    sessions,
    tidying,
    trash,
    undoing,
    writing,
)

FOLDERS: Final[tuple[Folder, ...]] = (
    registering.FOLDER,
    log_in.FOLDER,
    profiles.FOLDER,
    mailing.FOLDER,
    sessions.FOLDER,
    mails.FOLDER,
    picturing.FOLDER,
    writing.FOLDER,
    reading.FOLDER,
    editing.FOLDER,
    conversing.FOLDER,
    refusals.FOLDER,
    deleting.FOLDER,
    bulk.FOLDER,
    trash.FOLDER,
    undoing.FOLDER,
    tidying.FOLDER,
    accounts.FOLDER,
    farewell.FOLDER,
)
