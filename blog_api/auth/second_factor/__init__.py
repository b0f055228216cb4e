"""Second factors at a log-in and a confirmation; the room `mfa/` enrols and removes them."""
