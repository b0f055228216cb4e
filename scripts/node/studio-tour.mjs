// Opens every page of the studio in a real browser, in both themes and at two sizes: axe-core must find
// nothing, no page may be wider than its window, not at 200 % zoom either, cut words off in a field, weigh more
// than its limit, or move what is painted already. It opens all of them once, looks at them in the other theme and at
// 360 pixels too, and opens every third page in German, whose words are longer, on a small screen. With ALL_LOOKS
// it opens them in each theme at each size; with SHOTS=FOLDER it does so too, and keeps pictures: of the first
// screen, with FULL of the whole page. ONLY_LOOKS=light,dark opens them in these.
import { violationsIn } from "./studio-axe.mjs";
import { launch, newPage, signIn } from "./studio-browser.mjs";
import { cutIn } from "./studio-cut.mjs";
import { walkWithSecondFactor } from "./studio-factor.mjs";
import { errorsOf, fill, formsOf, pagesOf, strangers } from "./studio-pages.mjs";
import { ADMIN, BASE, createAdmin, expect, logIn, run, start, stop, stopDatabase } from "./studio-server.mjs";

const { SHOTS, ALL_LOOKS, ONLY_LOOKS, FULL } = process.env;
const MAX_BYTES = 60_000; // of a first visit, without images
const LOOKS = [
    { name: "light", colorScheme: "light", width: 1280, zooms: true },
    { name: "dark", colorScheme: "dark", width: 1280 },
    { name: "small-light", colorScheme: "light", width: 360 },
    { name: "small-dark", colorScheme: "dark", width: 360 },
    { name: "small-german", colorScheme: "dark", width: 360, locale: "de-DE" },
];

const NARROW = 360;
const EVERY_THIRD = 3;
const FURTHER = 4; // of the second factor, and of an outage
const opensAll = ALL_LOOKS || SHOTS;
const looks = ONLY_LOOKS ? ONLY_LOOKS.split(",").map(lookOf) : opensAll ? LOOKS : shortLooks();

function lookOf(name) {
    return LOOKS.find((each) => each.name === name);
}

function shortLooks() {
    return [
        { ...lookOf("light"), otherScheme: "dark", narrow: NARROW },
        { ...lookOf("small-german"), step: EVERY_THIRD },
    ];
}

/**
 * Runs in the page before its own scripts: keep what moved although nobody did anything. A parser that pauses
 * shows half a page, whose rest then moves it, so what counts is what moves after the first frame of the whole page.
 */
function watchShifts() {
    const shifts = [];
    new PerformanceObserver((list) => {
        shifts.push(...list.getEntries().filter((each) => !each.hadRecentInput));
    }).observe({ type: "layout-shift", buffered: true });
    window.inTwoFrames = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
    const keepTime = () => window.inTwoFrames(() => (window.shownAt = performance.now()));
    document.addEventListener("readystatechange", keepTime, { once: true }); // from "loading" to "interactive"
    const nameOf = ({ node }) => node?.outerHTML?.slice(0, 100) ?? node?.textContent;
    window.toldShifts = () =>
        shifts
            .filter((each) => each.startTime >= window.shownAt)
            .map((each) => `${each.value.toFixed(4)} of the page moved: ${each.sources.map(nameOf).join("; ")}`);
}

/** Hold scripts back until the page is shown, as on a slow network: what they move then counts. */
async function delayScripts(page) {
    await page.route(/\.js$/, async (route) => {
        await page.waitForFunction(() => window.shownAt > 0).catch(() => null);
        await route.continue();
    });
}

/** Return the bytes of all responses for a page, but for images. */
function watchWeight(page) {
    const responses = [];
    page.on("requestfinished", (request) => {
        if (request.resourceType() !== "image") responses.push(request.sizes());
    });
    return async () => {
        const sizes = await Promise.all(responses.splice(0));
        return sizes.reduce((sum, each) => sum + each.responseHeadersSize + each.responseBodySize, 0);
    };
}

const widthOf = (page) => page.evaluate(() => document.documentElement.scrollWidth);

/** Return the narrower windows that the page does not fit into; at a zoom of 200 % half as many pixels of CSS fit. */
async function tooWideAt(page, look) {
    const found = [];
    const widths = { "200 % zoom": look.zooms && look.width / 2, "a narrow window": look.narrow };
    for (const [name, width] of Object.entries(widths).filter((each) => each[1])) {
        await page.setViewportSize({ width, height: 400 });
        if ((await widthOf(page)) > width) found.push(`too wide at ${name}`);
    }
    if (look.zooms || look.narrow) await page.setViewportSize({ width: look.width, height: 800 });
    return found;
}

/** Return what axe-core finds in the other theme: contrasts alone depend on it. */
async function violationsInOtherTheme(page, { colorScheme, otherScheme }) {
    await page.emulateMedia({ colorScheme: otherScheme });
    const found = await violationsIn(page, "color-contrast");
    await page.emulateMedia({ colorScheme });
    return found.map((each) => `${otherScheme}: ${each}`);
}

async function inspect(page, name, [path, status], look, weigh) {
    const answer = await page.goto(BASE + path);
    expect(answer.status() === status, `${path} is ${answer.status()}.`);
    return check(page, name, path, look, weigh);
}

/** Press a button on a page, and inspect the page that answers. */
async function inspectAnswer(page, name, [path, act, piece], look, weigh) {
    await page.goto(BASE + path);
    await weigh();
    await act(page);
    await page.waitForSelector(piece);
    await page.waitForLoadState("load");
    return check(page, name, `${path}, ${name}`, look, weigh);
}

async function check(page, name, path, look, weigh) {
    const bytes = await weigh();
    const told = await violationsIn(page);
    told.push(...(await page.evaluate(() => new Promise((done) => window.inTwoFrames(() => done(window.toldShifts()))))));
    told.push(...(await cutIn(page)));
    const wide = await widthOf(page);
    if (wide > look.width) told.push(`the page is ${wide} pixels wide`);
    if (bytes > MAX_BYTES) told.push(`the page weighs ${bytes} bytes`);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${look.name}.png`, fullPage: FULL !== undefined });
    if (look.otherScheme) told.push(...(await violationsInOtherTheme(page, look)));
    told.push(...(await tooWideAt(page, look)));
    return told.map((each) => `${path} (${look.name}): ${each}`);
}

async function openTour(browser, look) {
    const { width, colorScheme, locale = "en-GB" } = look;
    const options = { viewport: { width, height: 800 }, colorScheme, locale, reducedMotion: "reduce" };
    const found = [];
    const page = await newPage(browser, options, found);
    await page.addInitScript(watchShifts);
    await delayScripts(page);
    return { page, found, weigh: watchWeight(page) };
}

async function tour(browser, look, made) {
    const { page, found, weigh } = await openTour(browser, look);
    const visit = async ([name, path], status = 200) =>
        found.push(...(await inspect(page, name, [path, status], look, weigh)));
    const some = (ways) => Object.entries(ways).filter((_, index) => index % (look.step ?? 1) === 0);
    for (const each of some(strangers)) await visit(each);
    if (!look.step) await walkWithSecondFactor(page, look.name, async (name, path, status) => {
        if (path) return visit([name, path], status);
        await weigh();
        found.push(...(await check(page, name, name, look, weigh)));
    });
    await signIn(page);
    await weigh();
    for (const each of some(pagesOf(made))) await visit(each);
    for (const [name, [path, status]] of some(errorsOf(made))) await visit([name, path], status);
    for (const [name, way] of some(formsOf(made))) {
        found.push(...(await inspectAnswer(page, name, way, look, weigh)));
    }
    await page.context().close();
    return found;
}

/** Look at the page of an error while the database is away; nothing else works afterwards. */
async function tourAnOutage(browser, look) {
    const { page, found, weigh } = await openTour(browser, look);
    await stopDatabase();
    found.push(...(await inspect(page, "outage", ["/studio/sign-in", 503], look, weigh)));
    await page.context().close();
    return found;
}

const browser = await launch();
try {
    await start();
    createAdmin();
    run(["seed", "--users", "12", "--posts", "120", "--comments", "200"]);
    const made = await fill(await logIn(ADMIN));
    const found = [];
    for (const look of looks) found.push(...(await tour(browser, look, made)));
    found.push(...(await tourAnOutage(browser, looks[0])));
    expect(found.length === 0, found.join("\n"));
    const kinds = [pagesOf(made), strangers, errorsOf(made), formsOf(made)];
    const count = kinds.flatMap(Object.keys).length + FURTHER;
    console.log(`${count} pages of the studio in ${looks.length} looks: 0 violations, nothing moves.`);
} finally {
    await browser.close();
    await stop();
}
