"""Commands, settings and requests of the pages: run here, run by CI, or listed with a reason."""
