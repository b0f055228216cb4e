"""Path prefix of the API; links, examples and clients rely on it."""

from typing import Final

API: Final = "/api"
PREVIEWS: Final = f"{API}/previews/"  # a token is in the path: nothing may store the response
