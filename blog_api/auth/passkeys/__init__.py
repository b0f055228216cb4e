"""Passkeys at a log-in and a confirmation (WebAuthn level 2); the room `mfa/` enrols them."""
