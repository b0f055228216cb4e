// Makes a passkey in a real browser, with its virtual authenticator (CTAP2, user verification), and
// logs in with it: after a password, without one, and to confirm a session.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const { PAGE_URL, ADMIN_EMAIL, ADMIN_PASSWORD, BROWSER_FLAGS = "[]", VECTORS } = process.env;
const FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    ...JSON.parse(BROWSER_FLAGS),
];
const AUTHENTICATOR = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
};
const PASSKEY_GRANT = "urn:blog-api:grant-type:passkey";
const vectors = [];

function expect(truth, sentence) {
    if (!truth) throw new Error(sentence);
}

// Runs in the page: everything that a client of the API does.
async function request({ method = "POST", path, json, form, token }) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (json) headers["Content-Type"] = "application/json";
    const body = form ? new URLSearchParams(form) : json && JSON.stringify(json);
    const response = await fetch(path, { method, headers, body });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null };
}

async function create(options) {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return (await navigator.credentials.create({ publicKey })).toJSON();
}

async function get(options) {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
    return (await navigator.credentials.get({ publicKey })).toJSON();
}

async function ask(page, wanted, status = 200) {
    const answer = await page.evaluate(request, wanted);
    expect(
        answer.status === status,
        `${wanted.path} was answered ${answer.status} ${JSON.stringify(answer.body)}`,
    );
    return answer.body;
}

async function enrol(page, token) {
    const path = "/api/users/me/mfa/passkeys";
    const { options } = await ask(page, { path: `${path}/options`, token });
    const credential = await page.evaluate(create, options);
    const added = await ask(page, { path, token, json: { credential, name: "Browser" } }, 201);
    expect(added.recovery_codes.length === 10, "The first factor came without recovery codes.");
    vectors.push({ kind: "create", options, credential });
}

async function assertion(page, wanted) {
    const asked = await ask(page, { path: "/api/auth/passkey/options", ...wanted });
    const credential = await page.evaluate(get, asked.options);
    vectors.push({ kind: "get", options: asked.options, credential });
    return { token: asked.challenge_token, credential };
}

async function logIn(page) {
    const form = { username: ADMIN_EMAIL, password: ADMIN_PASSWORD };
    return ask(page, { path: "/api/auth/login", form });
}

async function logInWithBoth(page) {
    const form = { username: ADMIN_EMAIL, password: ADMIN_PASSWORD };
    const { mfa_token, mfa_methods } = await ask(page, { path: "/api/auth/login", form }, 400);
    expect(mfa_methods.includes("passkey"), `methods are ${mfa_methods}`);
    const { credential } = await assertion(page, { json: { mfa_token } });
    const second = {
        grant_type: PASSKEY_GRANT,
        mfa_token,
        credential: JSON.stringify(credential),
    };
    return ask(page, { path: "/api/auth/login", form: second });
}

async function logInAlone(page) {
    const { token, credential } = await assertion(page, { json: {} });
    const form = {
        grant_type: PASSKEY_GRANT,
        challenge_token: token,
        credential: JSON.stringify(credential),
    };
    const answer = await ask(page, { path: "/api/auth/login", form });
    await ask(page, { path: "/api/auth/login", form }, 400);
    return answer;
}

async function confirm(page, token) {
    const { credential } = await assertion(page, { json: {}, token });
    await ask(page, { path: "/api/auth/confirm", json: { credential }, token }, 204);
}

// The code of docs/second-factor.md, as its readers copy it: helpers, adding a passkey, logging in.
async function followDocs(page) {
    const text = await readFile("docs/second-factor.md", "utf8");
    const blocks = text.match(/(?:^ {4}.*\n)+/gm).filter((block) => block.includes("const "));
    expect(blocks.length === 3, `docs/second-factor.md has ${blocks.length} blocks of code`);
    const [helpers, adding, loggingIn] = blocks;
    const account = { username: "reader", password: "correct horse battery" };
    const json = { ...account, email: "reader@example.com" };
    await ask(page, { path: "/api/users", json }, 201);
    const first = await ask(page, { path: "/api/auth/login", form: account });
    const run = (given, block, result) =>
        page.evaluate(`(async ({ accessToken, mfa_token }) => {
            ${helpers} ${block}
            return ${result};
        })(${JSON.stringify(given)})`);
    const added = await run({ accessToken: first.access_token }, adding, "added");
    expect(added.recovery_codes.length === 10, "The docs lead to no recovery codes.");
    const { mfa_token } = await ask(page, { path: "/api/auth/login", form: account }, 400);
    const tokens = await run({ mfa_token }, loggingIn, "tokens");
    expect(tokens.access_token, "The docs lead to no access token.");
}

async function walk(page) {
    const first = await logIn(page);
    await enrol(page, first.access_token);
    await logInWithBoth(page);
    const { access_token } = await logInAlone(page);
    await confirm(page, access_token);
    const me = await ask(page, { method: "GET", path: "/api/users/me", token: access_token });
    expect(me.email === ADMIN_EMAIL, `logged in as ${me.email}`);
    await followDocs(page);
}

const profile = await mkdtemp(join(tmpdir(), "blog-passkeys-"));
const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: FLAGS,
});
try {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    const devtools = await browser.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", { options: AUTHENTICATOR });
    await page.goto(`${PAGE_URL}/docs`);
    await walk(page);
} finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
}
if (VECTORS) await writeFile(VECTORS, JSON.stringify({ origin: PAGE_URL, vectors }, null, 2));
console.log(`Enrolled a passkey at ${PAGE_URL}, and logged in and confirmed with it.`);
