// Firefox of Debian, driven by WebDriver BiDi, and the acts of a person in it. What is asked of a page is asked
// again from here until it is true: that works without JavaScript too, where a page cannot wait for itself.
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { enter } from "./studio-focus.mjs";
import { ADMIN, BASE, PATIENCE_MS } from "./studio-server.mjs";

const THEMES = { dark: 0, light: 1 };
const PAUSE_MS = 50;

/** Start Firefox with a colour theme; BiDi changes neither the theme nor JavaScript of a page. */
export async function launch(theme, { hasScripts = true } = {}) {
    const home = await mkdtemp(join(process.env.BLOG_DATA_DIR, "firefox-")); // removed with the data
    return puppeteer.launch({
        browser: "firefox",
        executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr",
        defaultViewport: { width: 1280, height: 900 },
        // Firefox does not start as root in the home of another user, as CI may have it.
        env: { ...process.env, HOME: home },
        userDataDir: join(home, "profile"),
        timeout: PATIENCE_MS,
        protocolTimeout: PATIENCE_MS,
        extraPrefsFirefox: {
            "intl.accept_languages": "en-GB, en",
            "javascript.enabled": hasScripts,
            "layout.css.prefers-color-scheme.content-override": THEMES[theme],
        },
    });
}

/** Runs in the page before its own scripts. */
function watchPolicy() {
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        console.error(`The policy blocks ${blockedURI}: ${violatedDirective}`);
    });
}

/** `watchPolicy` cannot run in the preview, whose frame allows no scripts: an error that comes from no file. */
function isOfFrame({ message, stack }) {
    return message.includes('Permission denied to access property "length"') && !/^ +at /m.test(stack);
}

/** Open a page in a profile of its own; exceptions and errors of its scripts are added to `faults`. */
export async function newPage(browser, faults) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => {
        if (!isOfFrame(error)) faults.push(`${page.url()}: ${error.message}`);
    });
    page.on("console", (message) => {
        if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
    });
    await page.evaluateOnNewDocument(watchPolicy);
    return page;
}

/** Ask until there is an answer, and return it; an error is none, since a page or a frame may just be replaced. */
async function eventually(page, sentence, ask) {
    const deadline = Date.now() + PATIENCE_MS;
    let cause = null;
    for (;;) {
        try {
            const answer = await ask();
            if (answer) return answer;
        } catch (error) {
            cause = error;
        }
        if (Date.now() > deadline) throw new Error(`${sentence} At ${page.url()}.`, { cause });
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
}

/** Wait until a function that runs in the page returns true. */
const until = (page, sentence, check, argument) =>
    eventually(page, sentence, () => page.evaluate(check, argument));

/** Wait for words in the main part of the page. */
export function see(page, words) {
    const check = (wanted) => document.querySelector("main")?.innerText.includes(wanted);
    return until(page, `“${words}” does not appear.`, check, words);
}

export function seeTitle(page, title) {
    const check = (wanted) => document.querySelector("h1")?.innerText.trim() === wanted;
    return until(page, `There is no page “${title}”.`, check, title);
}

/** Wait until the editor says in what state the words are: saved, offline. */
export function seeState(page, state) {
    const check = (wanted) => document.querySelector("[data-state]")?.dataset.state === wanted;
    return until(page, `The words are not “${state}”.`, check, state);
}

/** Wait for bold words in the preview; its frame is replaced by each new one, and allows no scripts. */
export function seeBold(page, words) {
    const check = (wanted) => document.querySelector("strong")?.innerText === wanted;
    const isShown = async () => page.frames().at(-1).evaluate(check, words);
    return eventually(page, `The preview does not show “${words}”.`, isShown);
}

async function leave(page, act) {
    await Promise.all([page.waitForNavigation(), act()]);
}

/** Runs in the page: bring a link or a button into view; return where a click hits it, or null. */
function aim({ tag, name }) {
    const nameOf = (each) => (each.ariaLabel ?? each.textContent).trim().replace(/\s+/g, " ");
    const isWanted = (each) => nameOf(each) === name && each.checkVisibility() && !each.disabled;
    const found = [...document.querySelectorAll(tag)].find(isWanted);
    if (!found) return null;
    found.scrollIntoView({ block: "center" });
    const [box] = found.getClientRects();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    return found.contains(document.elementFromPoint(x, y)) ? { x, y } : null;
}

/** Click a link or a button as soon as it is there and nothing covers it. */
async function click(page, tag, name) {
    const find = () => page.evaluate(aim, { tag, name });
    const { x, y } = await eventually(page, `There is no “${name}” to click.`, find);
    await page.mouse.click(x, y);
}

export const press = (page, name) => leave(page, () => click(page, "button", name));

export const follow = (page, name) => leave(page, () => click(page, "a", name));

/** Follow a link of the navigation or a tab, and wait for its page. */
export async function goTo(page, name) {
    await follow(page, name);
    await seeTitle(page, name);
}

/** Press a button or follow a link by keyboard alone. */
export const enterPage = (page, wanted, direction) => leave(page, () => enter(page, wanted, direction));

/** Resize the window; the driver turns the screen too, which Firefox 140 does not know. */
export async function resize(page, width, height) {
    await page.setViewport({ width, height }).catch((error) => {
        if (!error.message.includes("setScreenOrientationOverride")) throw error;
    });
    await until(page, `The window is not ${width} pixels wide.`, (wanted) => innerWidth === wanted, width);
}

/** Type after the last word of the text. */
export async function write(page, words) {
    await page.focus("#content");
    await page.keyboard.down("Control");
    await page.keyboard.press("End");
    await page.keyboard.up("Control");
    await page.keyboard.type(words, { delay: 3 });
}

export const textIn = (page, field) => page.$eval(field, (element) => element.value);

export async function signIn(page, person = ADMIN) {
    await page.goto(`${BASE}/studio/sign-in`);
    await page.type("#login", person.email);
    await page.type("#password", person.password);
    await press(page, "Sign in");
    await until(page, "Nobody is signed in.", () => Boolean(document.querySelector("header .who")));
}

/** Keep a picture of a page in the folder SHOTS, if there is one. */
export async function shoot(page, name) {
    const { SHOTS } = process.env;
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/firefox-${name}.png` });
}
