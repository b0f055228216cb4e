"""Preview links: made, read, ended, and seen by nobody else."""
