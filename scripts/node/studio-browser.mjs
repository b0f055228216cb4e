// What the scripts of the studio share: a server, accounts, the JSON API, and a browser that is signed in.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const { BLOG_API, PORT, ADMIN_EMAIL, ADMIN_USERNAME, ADMIN_PASSWORD } = process.env;
const MAILS = join(process.env.BLOG_DATA_DIR, "mail"); // without SMTP_URL the server keeps them there
const SERVER = `http://127.0.0.1:${PORT}`;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const BUSY = 503;
const PATIENCE_MS = Number(process.env.PATIENCE_MS || 120_000);

/** Passkeys need a host name, so the pages are opened at this one. */
export const BASE = `http://localhost:${PORT}`;
export const ADMIN = { email: ADMIN_EMAIL, username: ADMIN_USERNAME, password: ADMIN_PASSWORD };

export function expect(truth, sentence) {
    if (!truth) throw new Error(sentence);
}

export async function start() {
    const server = spawn(BLOG_API, ["serve", "--port", PORT], { stdio: "ignore" });
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        const answer = await fetch(`${SERVER}/health/ready`).catch(() => null);
        if (answer?.ok) return server;
        if (server.exitCode !== null || Date.now() > deadline) {
            await stop(server);
            throw new Error("The server did not start.");
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}

export async function stop(server, signal = "SIGTERM") {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill(signal);
    await ended;
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

/** Return the status of a response of the JSON API. */
export async function statusOf(path) {
    return (await ask(SERVER + path)).status;
}

export function launch() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
        args: FLAGS,
    });
}

/** Open a page in a profile of its own; exceptions of its scripts are added to `faults`. */
export async function newPage(browser, options = {}, faults = []) {
    const context = await browser.newContext({ locale: "en-GB", ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
    return page;
}

export async function signIn(page, person = ADMIN) {
    await page.goto(`${BASE}/studio/sign-in`);
    await page.fill("#login", person.email);
    await page.fill("#password", person.password);
    await page.click("button.primary");
    await page.waitForURL((url) => !url.pathname.endsWith("sign-in"));
}
