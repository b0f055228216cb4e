"""Discovery: metadata to verify our tokens and to find the endpoints."""

import httpx2
from fastapi import FastAPI
from jose import jwk, jwt

from tests.factories import World

JWKS = "/.well-known/jwks.json"
METADATA = "/.well-known/oauth-authorization-server"


async def test_a_token_verifies_with_the_published_key_alone(world: World) -> None:
    ada = await world.user()
    token = ada.headers["Authorization"].removeprefix("Bearer ")
    answer = await world.client.get(JWKS)
    assert answer.headers["cache-control"] == "public, max-age=300"
    header = jwt.get_unverified_header(token)
    [key] = [key for key in answer.json()["keys"] if key["kid"] == header["kid"]]
    assert (header["alg"], header["typ"], key["use"]) == ("RS256", "at+jwt", "sig")
    claims = jwt.decode(
        token, jwk.construct(key, "RS256"), algorithms=["RS256"], audience="blog-api"
    )
    assert claims["sub"] == str(ada.id)
    of_rfc_9068 = {"iss", "aud", "sub", "iat", "exp", "jti", "scope", "client_id"}
    assert claims.keys() == of_rfc_9068 | {"sid", "amr", "auth_time"}
    assert claims["exp"] - claims["iat"] == 900
    assert claims["client_id"] == "blog_api"


async def test_only_public_parts_are_published(client: httpx2.AsyncClient) -> None:
    for key in (await client.get(JWKS)).json()["keys"]:
        assert key.keys() == {"kty", "use", "alg", "kid", "n", "e"}


async def test_metadata_names_what_is_there(world: World, app: FastAPI) -> None:
    answer = await world.client.get(METADATA)
    assert answer.headers["cache-control"] == "public, max-age=300"
    metadata = answer.json()
    assert metadata["issuer"] == app.state.settings.public_url
    of_factors = {f"urn:blog-api:grant-type:{kind}" for kind in ("otp", "recovery-code", "passkey")}
    assert {*metadata["grant_types_supported"]} == {"password", "refresh_token", *of_factors}
    assert metadata["response_types_supported"] == ["none"]
    assert [] not in metadata.values()
    base = app.state.settings.public_url
    assert (await world.client.get(metadata["jwks_uri"].removeprefix(base))).status_code == 200
    token_path = metadata["token_endpoint"].removeprefix(base)
    answer = await world.client.post(token_path, data={"grant_type": "device_code"})
    assert answer.json()["error"] == "unsupported_grant_type"
    assert (await world.client.get(metadata["service_documentation"].removeprefix(base))).is_success


async def test_a_dead_token_does_not_hide_the_keys(client: httpx2.AsyncClient) -> None:
    for path in (JWKS, METADATA):
        assert (await client.get(path, headers={"Authorization": "Bearer x"})).status_code == 200
