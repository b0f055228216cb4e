// Logs in through the Authorize button of /docs, tries an operation out, and looks at /redoc:
// in a real browser, with every request that leaves the server counted as a failure.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const { BASE_URL, ADMIN_EMAIL, ADMIN_PASSWORD, SCREENSHOTS } = process.env;
const FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const complaints = [];

function listen(page) {
    page.on("request", (request) => {
        const url = new URL(request.url());
        if (url.protocol.startsWith("http") && url.origin !== BASE_URL) {
            complaints.push(`asked ${url.origin}`);
        }
    });
    page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
}

function expect(truth, sentence) {
    if (!truth) throw new Error(sentence);
}

async function authorize(page) {
    await page.getByRole("button", { name: "Authorize" }).first().click();
    const dialog = page.locator(".modal-ux");
    await readDialog(page, dialog, "authorize");
    await dialog.getByLabel("username").fill(ADMIN_EMAIL);
    await dialog.getByLabel("password").fill(ADMIN_PASSWORD);
    const [response] = await Promise.all([
        page.waitForResponse((answer) => answer.request().method() === "POST"),
        dialog.getByRole("button", { name: "Apply given OAuth2 credentials" }).click(),
    ]);
    expect(response.url() === `${BASE_URL}/api/auth/login`, `asked ${response.url()}`);
    expect(response.status() === 200, `log-in was answered ${response.status()}`);
    await dialog.locator("button", { hasText: "Logout" }).first().waitFor();
    await picture(page, "authorized");
    await dialog.locator("button.btn-done").first().click();
}

// The lock of an operation opens the same dialog.
async function readLock(page) {
    await page.locator("#operations-users-get_me .authorization__btn").click();
    const dialog = page.locator(".modal-ux");
    await readDialog(page, dialog, "lock");
    await dialog.locator("button.close-modal").click();
}

// Swagger UI focuses the first field of each scheme in turn, so that of the last scheme has the focus.
async function readDialog(page, dialog, name) {
    await dialog.getByLabel("username").waitFor();
    await picture(page, name);
    const top = await dialog.locator(".modal-ux-content").evaluate((content) => content.scrollTop);
    const focused = await page.evaluate(() => document.activeElement.id);
    expect(top === 0, `the dialog opens scrolled down ${top} px`);
    expect(focused === "oauth_username", `the focus is in #${focused}`);
    for (const name of ["username", "password"]) {
        const box = await dialog.getByLabel(name).boundingBox();
        const frame = await dialog.locator(".modal-ux-content").boundingBox();
        const isShown = box.y >= frame.y && box.y + box.height <= frame.y + frame.height;
        expect(isShown, `${name} is outside of the visible part of the dialog`);
    }
}

async function tryOut(page) {
    const operation = page.locator("#operations-users-get_me");
    await operation.locator(".opblock-summary-control").click();
    await operation.getByRole("button", { name: "Try it out" }).click();
    await operation.getByRole("button", { name: "Execute" }).click();
    const answer = operation.locator(".live-responses-table");
    await answer.locator(".highlight-code").first().waitFor();
    const text = await answer.innerText();
    expect(text.includes("200") && text.includes(ADMIN_EMAIL), `GET /users/me was answered ${text}`);
    await operation.scrollIntoViewIfNeeded();
    await picture(page, "tried-out");
}

async function readReference(page) {
    await page.goto(`${BASE_URL}/redoc`);
    await page.getByRole("heading", { name: /blog_api/ }).waitFor();
    await page.getByRole("heading", { name: "Write a post" }).first().waitFor();
    await picture(page, "redoc");
}

async function picture(page, name) {
    if (!SCREENSHOTS) return;
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

const profile = await mkdtemp(join(tmpdir(), "blog-docs-"));
const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: FLAGS,
    viewport: { width: 1280, height: 900 },
});
try {
    const page = await browser.newPage();
    page.setDefaultTimeout(30_000);
    listen(page);
    await page.goto(`${BASE_URL}/docs`);
    await readLock(page);
    await authorize(page);
    await tryOut(page);
    await readReference(page);
} catch (error) {
    await picture(browser.pages().at(-1), "failed");
    throw new Error(`${error.message}\n${complaints.join("\n")}`);
} finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
}
expect(complaints.length === 0, `The pages complained:\n${complaints.join("\n")}`);
console.log(`Logged in at /api/auth/login by the Authorize button; no request left the server.`);
