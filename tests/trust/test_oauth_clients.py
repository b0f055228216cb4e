"""Libraries of other projects accept our metadata and tokens."""

import json

import jwt
import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from tests.factories import World
from tests.trust.conftest import Opening

METADATA = "/.well-known/oauth-authorization-server"
JWKS = "/.well-known/jwks.json"


async def test_authlib_takes_our_metadata(open_world: Opening) -> None:
    async with open_world(public_url="https://blog.example.com") as world:
        metadata = (await world.client.get(METADATA)).json()
        AuthorizationServerMetadata(metadata).validate()
        assert metadata["issuer"] == "https://blog.example.com"


async def test_pyjwt_verifies_an_access_token_by_the_published_keys(world: World) -> None:
    ada = await world.user()
    token = ada.headers["Authorization"].removeprefix("Bearer ")
    keys = jwt.PyJWKSet.from_json(json.dumps((await world.client.get(JWKS)).json()))
    metadata = (await world.client.get(METADATA)).json()
    header = jwt.get_unverified_header(token)
    required = ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"]  # RFC 9068 §2.2
    expected = {"audience": "blog-api", "issuer": metadata["issuer"], "algorithms": ["RS256"]}
    claims = jwt.decode(token, keys[header["kid"]].key, options={"require": required}, **expected)
    assert (header["typ"], claims["sub"], claims["client_id"]) == (
        "at+jwt",
        str(ada.id),
        "blog_api",
    )
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(f"{token[:-8]}AAAAAAAA", keys[header["kid"]].key, **expected)
