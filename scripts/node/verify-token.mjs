// Verifies a token of a running server with another language's library, from the published keys alone.
import { createRemoteJWKSet, jwtVerify } from "jose";

const base = process.env.BASE_URL;

async function getJson(path) {
    const answer = await fetch(base + path);
    return answer.json();
}

async function accessToken(metadata) {
    const answer = await fetch(metadata.token_endpoint, {
        method: "POST",
        body: new URLSearchParams({
            grant_type: "password",
            username: process.env.ADMIN_EMAIL,
            password: process.env.ADMIN_PASSWORD,
        }),
    });
    return (await answer.json()).access_token;
}

const metadata = await getJson("/.well-known/oauth-authorization-server");
const token = await accessToken(metadata);
const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
const expected = {
    issuer: metadata.issuer,
    audience: "blog-api",
    algorithms: ["RS256"],
    typ: "at+jwt",
};
const { payload } = await jwtVerify(token, keys, expected);
const broken = token.slice(0, -8) + "AAAAAAAA";
const refused = await jwtVerify(broken, keys, expected).then(() => false, (error) => error.code);
if (refused !== "ERR_JWS_SIGNATURE_VERIFICATION_FAILED") {
    throw new Error(`A broken signature was not refused: ${refused}`);
}
console.log(`jose verified the token of user ${payload.sub} by the published keys.`);
