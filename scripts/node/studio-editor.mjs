// Writes in the editor of the studio, in a real browser, while the network is cut, the server is
// killed, the tab closes and the session ends; then two browsers conflict. No word may be lost. The tools follow.
import { launch, newPage, signIn } from "./studio-browser.mjs";
import { ADMIN, BASE, call, createAdmin, expect, logIn, start, stop } from "./studio-server.mjs";
import { useTools } from "./studio-tools.mjs";

const EVERY_MS = 1500; // between two autosaves
const SENTENCES = {
    first: "The first sentence is saved while it is written.",
    offline: "The second one is written without a network.",
    killed: "The third one is written while the server is dead.",
    restarted: "The fourth one follows when it lives again.",
    closed: "The fifth one is in a tab that closes.",
    ended: "The sixth one is written after the session has ended.",
};

async function state(page, name) {
    await page.waitForSelector(`[data-state=${name}]`, { state: "attached" });
}

async function write(page, sentence) {
    await page.locator("#content").press("Control+End");
    await page.keyboard.type(`${sentence}\n\n`, { delay: 3 });
}

const text = (page) => page.inputValue("#content");
const textOf = (...names) => names.map((name) => `${SENTENCES[name]}\n\n`).join("");

async function open(browser, path) {
    const page = await newPage(browser, {}, faults);
    await signIn(page);
    await page.goto(BASE + path);
    return page;
}

async function writeThroughCuts(browser) {
    let page = await open(browser, "/studio/posts/new");
    const context = page.context();
    await page.fill("#title", "A story of cuts");
    await write(page, SENTENCES.first);
    await state(page, "saved");
    const { pathname } = new URL(page.url());
    expect(/\/studio\/posts\/\d+$/.test(pathname), `The draft is at ${pathname}.`);

    await context.setOffline(true);
    await write(page, SENTENCES.offline);
    await state(page, "offline");
    await page.click("button[name=then][value=save]");
    await page.getByText("There is no connection: nothing was sent.").waitFor();
    const failed = page.frames().filter((frame) => frame.url().startsWith("chrome-error:"));
    expect(failed.length === 0, "The browser's own page of an error is shown.");
    await context.setOffline(false);
    await state(page, "saved");

    await stop("SIGKILL");
    await write(page, SENTENCES.killed);
    await state(page, "offline");
    await start();
    await write(page, SENTENCES.restarted);
    await state(page, "saved");

    await context.setOffline(true);
    await write(page, SENTENCES.closed);
    await state(page, "offline");
    await page.close();
    await context.setOffline(false);
    page = await context.newPage();
    await page.goto(BASE + pathname);
    await page.click("[data-notice] button >> nth=0");
    await state(page, "saved");

    const cookies = await context.cookies();
    await context.clearCookies({ name: /access|refresh/ });
    expect(cookies.length >= 2, "The session has no cookies.");
    await write(page, SENTENCES.ended);
    await state(page, "ended");
    const [other] = await Promise.all([context.waitForEvent("page"), page.click("[data-state] a")]);
    await signIn(other);
    await other.close();
    await page.bringToFront();
    await state(page, "saved");
    await page.click("button[name=then][value=save]");
    await page.waitForSelector(".flash.done");
    return { page, pathname };
}

async function conflict(browser, page, pathname) {
    const other = await open(browser, pathname);
    await other.fill("#content", (await text(other)).replace("first", "very first"));
    await other.click("button[name=then][value=save]");
    await other.waitForSelector(".flash.done");
    await page.fill("#content", (await text(page)).replace("first", "FIRST"));
    await page.click("button[name=then][value=save]");
    await page.waitForSelector("form.merge");
    if (process.env.SHOTS) await shoot(page);
    await page.check("#hunk-0-own");
    await page.fill("#own-hunk-0", SENTENCES.first);
    await page.click("form.merge button.primary");
    await page.waitForSelector(".flash.done");
}

async function shoot(page) {
    for (const colorScheme of ["light", "dark"]) {
        for (const width of [1280, 360]) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            const path = `${process.env.SHOTS}/merge-${colorScheme}-${width}.png`;
            await page.screenshot({ path, fullPage: true });
        }
    }
    await page.setViewportSize({ width: 1280, height: 900 });
}

/** A refused post without a word leaves no draft behind. */
async function keepsNoEmptyDraft(browser) {
    const page = await open(browser, "/studio/posts/new");
    await page.click("button[name=then][value=publish]");
    await page.waitForSelector(".error-summary");
    await state(page, "typing");
    await page.waitForTimeout(2 * EVERY_MS);
    expect(page.url() === `${BASE}/studio/posts/new`, `An empty draft is at ${page.url()}.`);
    await page.context().close();
}

const faults = [];
const browser = await launch();
try {
    await start();
    createAdmin();
    const written = await writeThroughCuts(browser);
    const all = textOf(...Object.keys(SENTENCES));
    expect((await text(written.page)) === all, `Words are lost: ${await text(written.page)}`);
    await conflict(browser, written.page, written.pathname);
    const reader = await open(browser, written.pathname);
    expect((await text(reader)) === all, `Words are lost in the merge: ${await text(reader)}`);
    await keepsNoEmptyDraft(browser);
    const token = await logIn(ADMIN);
    await call(token, "POST", "/api/posts", { title: "Tide", content: "Low.", tags: ["sea"], status: "published" });
    await useTools(reader, token);
    expect(faults.length === 0, faults.join("\n"));
    console.log(`${all.split(/\s+/).filter(Boolean).length} words written through cuts, 0 lost.`);
} finally {
    await browser.close();
    await stop();
}
