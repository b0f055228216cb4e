"""The trash, deletions and their undoing, and the log of it all."""

from typing import Final

from postman.request import Folder

FOLDER: Final = Folder(
    "11 Trash, deletions, undo",
    "Every delete is one deletion that can be undone whole.",
    (),
)
