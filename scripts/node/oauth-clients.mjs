// Discovers a running server and uses its token endpoint with oauth4webapi and openid-client.
import * as oauth from "oauth4webapi";
import * as openid from "openid-client";

const base = process.env.BASE_URL;
const account = { username: process.env.ADMIN_EMAIL, password: process.env.ADMIN_PASSWORD };
const insecure = { [oauth.allowInsecureRequests]: true };
const client = { client_id: "blog_api" };

async function useOauth4webapi() {
    const issuer = new URL(base);
    const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...insecure });
    const server = await oauth.processDiscoveryResponse(issuer, found);
    const granted = await oauth.genericTokenEndpointRequest(
        server, client, oauth.None(), "password", account, insecure,
    );
    const tokens = await oauth.processGenericTokenEndpointResponse(server, client, granted);
    const renewed = await oauth.refreshTokenGrantRequest(
        server, client, oauth.None(), tokens.refresh_token, insecure,
    );
    const next = await oauth.processRefreshTokenResponse(server, client, renewed);
    const headers = { authorization: `Bearer ${next.access_token}` };
    const request = new Request(`${base}/api/users/me`, { headers });
    const claims = await oauth.validateJwtAccessToken(server, request, "blog-api", insecure);
    const me = await fetch(request);
    if (me.status !== 200 || claims.client_id !== "blog_api") {
        throw new Error(`oauth4webapi: ${me.status}, client_id ${claims.client_id}`);
    }
}

async function useOpenidClient() {
    const config = await openid.discovery(new URL(base), "blog_api", undefined, openid.None(), {
        algorithm: "oauth2",
        execute: [openid.allowInsecureRequests],
    });
    const tokens = await openid.genericGrantRequest(config, "password", account);
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token);
    const me = await openid.fetchProtectedResource(
        config, next.access_token, new URL(`${base}/api/users/me`), "GET",
    );
    if (me.status !== 200) {
        throw new Error(`openid-client: ${me.status}`);
    }
}

await useOauth4webapi();
await useOpenidClient();
console.log("oauth4webapi and openid-client discovered the server, logged in and refreshed.");
