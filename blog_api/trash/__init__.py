"""What lies in the trash, what put it there, undoing that, and the log of who did what."""
