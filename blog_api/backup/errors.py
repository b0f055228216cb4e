"""What stops a backup or a restore; each says what to do about it."""


class BackupError(Exception):
    """Its message is for the person at the keyboard; nothing was changed."""
