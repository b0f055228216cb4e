// What the scripts of the studio share, whatever browser they open: a server, accounts and the JSON API.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const { BLOG_API, PORT, ADMIN_EMAIL, ADMIN_USERNAME, ADMIN_PASSWORD } = process.env;
const MAILS = join(process.env.BLOG_DATA_DIR, "mail"); // without SMTP_URL the server keeps them there
const SERVER = `http://127.0.0.1:${PORT}`;
const BUSY = 503;
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }; // and the exit codes of a shell
let server = null;

export const PATIENCE_MS = Number(process.env.PATIENCE_MS || 120_000);

/** Passkeys need a host name, so the pages are opened at this one. */
export const BASE = `http://localhost:${PORT}`;
export const ADMIN = { email: ADMIN_EMAIL, username: ADMIN_USERNAME, password: ADMIN_PASSWORD };

export function expect(truth, sentence) {
    if (!truth) throw new Error(sentence);
}

// Also after an error that nothing catches: the server is not left behind.
process.on("exit", () => server?.kill());
for (const [signal, code] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(code));

/** Start the only server of this process, and wait until it is ready. */
export async function start() {
    server = spawn(BLOG_API, ["serve", "--port", PORT], { stdio: "ignore" });
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        const answer = await fetch(`${SERVER}/health/ready`).catch(() => null);
        if (answer?.ok) return;
        const isLost = server.exitCode !== null || Date.now() > deadline;
        if (isLost) await stop();
        expect(!isLost, "The server did not start.");
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}

/** Stop the server, if it runs, and wait until it has ended. */
export async function stop(signal = "SIGTERM") {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
}

/** Stop the embedded database below the server, which goes on without it. */
export async function stopDatabase() {
    const file = join(process.env.BLOG_DATA_DIR, "postgres", "cluster", "postmaster.pid");
    const [pid] = (await readFile(file, "utf8")).split("\n");
    process.kill(Number(pid), "SIGINT");
    const deadline = Date.now() + PATIENCE_MS;
    while (await readFile(file).catch(() => null)) {
        expect(Date.now() < deadline, "The database did not stop.");
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

/** Run a command of blog-api on the data of the server. */
export function run(args, input = "") {
    execFileSync(BLOG_API, args, { input, stdio: ["pipe", "ignore", "inherit"] });
}

export function createAdmin() {
    const given = ["--email", ADMIN.email, "--username", ADMIN.username, "--password-stdin"];
    run(["create-admin", ...given], ADMIN.password);
}

/** Wait for a mail to an address, and return the path of the first link in it that begins so. */
export async function linkMailed(address, beginning) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        for (const name of await readdir(MAILS).catch(() => [])) {
            const mail = await readFile(join(MAILS, name), "utf8");
            const [, path] = mail.replace(/=\r?\n/g, "").match(/https?:\/\/[^/]+(\/\S+)\s/) ?? [];
            if (mail.includes(`To: ${address}`) && path?.startsWith(beginning)) return path;
        }
        expect(Date.now() < deadline, `There is no mail to ${address}.`);
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}

/** Ask again where the server is busy, or has closed a connection that was kept for the next request. */
async function ask(url, options) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        const answer = await fetch(url, options).catch(() => fetch(url, options));
        if (answer.status !== BUSY || Date.now() > deadline) return answer;
        await new Promise((resolve) => setTimeout(resolve, 1000 * (answer.headers.get("Retry-After") ?? 1)));
    }
}

/** Return an access token of the JSON API. */
export async function logIn({ username, password }) {
    const body = new URLSearchParams({ username, password });
    const answer = await ask(`${SERVER}/api/auth/login`, { method: "POST", body });
    expect(answer.ok, `The log-in is ${answer.status}: ${await answer.clone().text()}`);
    return (await answer.json()).access_token;
}

/** Call the JSON API and return its data; without a token the caller is a reader. */
export async function call(token, method, path, body) {
    const headers = { "Content-Type": "application/json" };
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await ask(SERVER + path, { method, headers, body: body && JSON.stringify(body) });
    expect(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.status === 204 ? null : answer.json();
}

/** Open an account; return what its owner knows, with a token of the JSON API. */
export async function register(username) {
    const person = { username, email: `${username}@example.com`, password: "correct horse battery" };
    await call(null, "POST", "/api/users", person);
    return { ...person, token: await logIn(person) };
}

/** Return the status of a response of the JSON API. */
export async function statusOf(path) {
    return (await ask(SERVER + path)).status;
}
