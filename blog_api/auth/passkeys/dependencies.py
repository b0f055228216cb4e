"""Relying party of a request: from the settings."""

from typing import Annotated

from fastapi import Depends, Request

from blog_api.auth.passkeys.relying_party import RelyingParty, relying_party_of
from blog_api.errors import MfaUnavailableError


async def find_relying_party(request: Request) -> RelyingParty | None:
    return relying_party_of(request.app.state.settings)


async def get_relying_party(request: Request) -> RelyingParty:
    """Return the relying party; raise MfaUnavailableError if the host is an IP address."""
    party = relying_party_of(request.app.state.settings)
    if party is None:
        raise MfaUnavailableError(
            "Passkeys need a host name in PUBLIC_URL, not an IP address; ask the operator."
        )
    return party


FoundParty = Annotated[RelyingParty | None, Depends(find_relying_party)]
Party = Annotated[RelyingParty, Depends(get_relying_party)]
