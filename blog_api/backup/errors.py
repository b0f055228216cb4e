"""Errors that stop a backup or a restore; each message says how to solve the problem."""


class BackupError(Exception):
    """Error with a message for the user of the command line; nothing was changed."""
