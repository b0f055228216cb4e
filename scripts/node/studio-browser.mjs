// What the scripts of the studio in Chromium share: a browser with a page, and a person who is signed in.
import { chromium } from "playwright-core";
import { ADMIN, BASE, PATIENCE_MS } from "./studio-server.mjs";

const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

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
