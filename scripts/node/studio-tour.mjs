// Opens every page of the studio in a real browser, in both themes and at two sizes: axe-core must find
// nothing, and no page may be wider than its window. With SHOTS=FOLDER it keeps pictures of some pages.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import axe from "axe-core";
import { chromium } from "playwright-core";

const { BLOG_API, PORT, ADMIN_EMAIL, ADMIN_USERNAME, ADMIN_PASSWORD, SHOTS } = process.env;
const BASE = `http://127.0.0.1:${PORT}`;
const PATIENCE_MS = Number(process.env.PATIENCE_MS || 120_000);
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
const LOOKS = [
    { name: "light", colorScheme: "light", width: 1280 },
    { name: "dark", colorScheme: "dark", width: 1280 },
    { name: "small-light", colorScheme: "light", width: 360 },
    { name: "small-dark", colorScheme: "dark", width: 360 },
];

function expect(truth, sentence) {
    if (!truth) throw new Error(sentence);
}

async function start() {
    const server = spawn(BLOG_API, ["serve", "--port", PORT], { stdio: "ignore" });
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        const answer = await fetch(`${BASE}/health/ready`).catch(() => null);
        if (answer?.ok) return server;
        expect(server.exitCode === null && Date.now() < deadline, "The server did not start.");
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}

/** Ask again where the server has closed a connection that was kept for the next request. */
function ask(url, options) {
    return fetch(url, options).catch(() => fetch(url, options));
}

function run(args, input = "") {
    execFileSync(BLOG_API, args, { input, stdio: ["pipe", "ignore", "inherit"] });
}

async function logIn() {
    const body = new URLSearchParams({ username: ADMIN_USERNAME, password: ADMIN_PASSWORD });
    const answer = await ask(`${BASE}/api/auth/login`, { method: "POST", body });
    expect(answer.ok, `The log-in is ${answer.status}: ${await answer.clone().text()}`);
    return (await answer.json()).access_token;
}

async function call(token, method, path, body) {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const answer = await ask(BASE + path, { method, headers, body: body && JSON.stringify(body) });
    expect(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return { headers: answer.headers, data: answer.status === 204 ? null : await answer.json() };
}

/** Make what the pages show: versions, a conflict in the trash, a bulk deletion, a comment. */
async function fill(token) {
    const content = "The harbour was quiet.\n\n## Morning\n\nA boat came in with *no* lights on.";
    const given = { title: "A quiet harbour", content, tags: ["sea"], status: "published" };
    const post = (await call(token, "POST", "/api/posts", given)).data;
    const longer = content.replace("quiet", "almost quiet") + "\n\nNobody was on it.";
    await call(token, "PATCH", `/api/posts/${post.id}`, { content: longer, note: "An ending" });
    await call(token, "POST", `/api/posts/${post.id}/comments`, { content: "I was there." });
    const first = (await call(token, "POST", "/api/posts", { ...given, title: "Low tide" })).data;
    await call(token, "DELETE", `/api/posts/${first.id}`);
    await call(token, "POST", "/api/posts", { ...given, title: "Low tide" });
    const many = (await call(token, "GET", "/api/posts?limit=20")).data.items.slice(-5);
    const bulk = { ids: many.map((each) => each.id), reason: "Spam of last week" };
    const deletion = (await call(token, "POST", "/api/posts/bulk-delete", bulk)).data.deletion_id;
    return { post: post.id, trashed: first.id, deletion };
}

const strangers = { "sign-in": "/studio/sign-in", "sign-up": "/studio/sign-up", forgot: "/studio/forgot" };

function pagesOf({ post, trashed, deletion }) {
    return {
        overview: "/studio/overview",
        posts: "/studio/posts?whose=all",
        new: "/studio/posts/new",
        editor: `/studio/posts/${post}`,
        history: `/studio/posts/${post}/history`,
        compare: `/studio/posts/${post}/history/compare?before=1&after=2`,
        previews: `/studio/posts/${post}/previews`,
        "delete-post": `/studio/posts/${post}/delete`,
        trash: "/studio/trash",
        "trash-item": `/studio/trash/posts/${trashed}`,
        purge: `/studio/trash/posts/${trashed}/purge`,
        deletions: "/studio/deletions",
        deletion: `/studio/deletions/${deletion}`,
        undo: `/studio/deletions/${deletion}/undo`,
        requests: "/studio/requests",
        comments: "/studio/comments",
        tags: "/studio/tags",
        people: "/studio/people",
        person: "/studio/people/1",
        audit: "/studio/audit",
        account: "/studio/account",
        "account-email": "/studio/account/email",
        "account-sign-in": "/studio/account/security",
        sessions: "/studio/account/sessions",
        tokens: "/studio/account/tokens",
        "new-token": "/studio/account/tokens/new",
        data: "/studio/account/data",
        transfers: "/studio/transfers",
    };
}

async function inspect(page, name, path, look) {
    const answer = await page.goto(BASE + path);
    expect(answer.status() === 200, `${path} is ${answer.status()}.`);
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => window.axe.run(document, { iframes: false }));
    const told = found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join("; ")}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > look.width) told.push(`the page is ${wide} pixels wide`);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${look.name}.png` });
    return told.map((each) => `${path} (${look.name}): ${each}`);
}

async function tour(browser, look, pages) {
    const { width, colorScheme } = look;
    const options = { viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce", locale: "en-GB" };
    const context = await browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const found = [];
    page.on("pageerror", (error) => found.push(`${page.url()}: ${error.message}`));
    for (const [name, path] of Object.entries(strangers)) found.push(...(await inspect(page, name, path, look)));
    await page.goto(`${BASE}/studio/sign-in`);
    await page.fill("#login", ADMIN_EMAIL);
    await page.fill("#password", ADMIN_PASSWORD);
    await page.click("button.primary");
    await page.waitForURL((url) => !url.pathname.endsWith("sign-in"));
    for (const [name, path] of Object.entries(pages)) found.push(...(await inspect(page, name, path, look)));
    await context.close();
    return found;
}

const server = await start();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
try {
    run(["create-admin", "--email", ADMIN_EMAIL, "--username", ADMIN_USERNAME, "--password-stdin"], ADMIN_PASSWORD);
    run(["seed", "--users", "12", "--posts", "120", "--comments", "200"]);
    const pages = pagesOf(await fill(await logIn()));
    const found = [];
    for (const look of LOOKS) found.push(...(await tour(browser, look, pages)));
    expect(found.length === 0, found.join("\n"));
    const count = Object.keys(pages).length + Object.keys(strangers).length;
    console.log(`${count} pages of the studio in ${LOOKS.length} looks: 0 violations.`);
} finally {
    await browser.close();
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
}
