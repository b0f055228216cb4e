// Opens every page of the studio in a real browser, in both themes and at two sizes: axe-core must find
// nothing, no page may be wider than its window, not at 200 % zoom either, weigh more than its limit, or
// move what is painted already. With ALL_LOOKS it opens them in each theme at each size; with SHOTS=FOLDER
// it does so too, and keeps pictures.
import axe from "axe-core";
import {
    ADMIN,
    BASE,
    call,
    createAdmin,
    expect,
    launch,
    logIn,
    newPage,
    run,
    signIn,
    start,
    stop,
} from "./studio-browser.mjs";

const { SHOTS, ALL_LOOKS } = process.env;
const MAX_BYTES = 60_000; // of a first visit, without images
const LOOKS = [
    { name: "light", colorScheme: "light", width: 1280, zooms: true },
    { name: "dark", colorScheme: "dark", width: 1280 },
    { name: "small-light", colorScheme: "light", width: 360 },
    { name: "small-dark", colorScheme: "dark", width: 360 },
];

const looks = ALL_LOOKS || SHOTS ? LOOKS : LOOKS.filter(({ name }) => name === "light" || name === "small-dark");

/** Make what the pages show: versions, a conflict in the trash, a bulk deletion, a comment. */
async function fill(token) {
    const content = "The harbour was quiet.\n\n## Morning\n\nA boat came in with *no* lights on.";
    const given = { title: "A quiet harbour", content, tags: ["sea"], status: "published" };
    const post = await call(token, "POST", "/api/posts", given);
    const longer = content.replace("quiet", "almost quiet") + "\n\nNobody was on it.";
    await call(token, "PATCH", `/api/posts/${post.id}`, { content: longer, note: "An ending" });
    await call(token, "POST", `/api/posts/${post.id}/comments`, { content: "I was there." });
    const first = await call(token, "POST", "/api/posts", { ...given, title: "Low tide" });
    await call(token, "DELETE", `/api/posts/${first.id}`);
    await call(token, "POST", "/api/posts", { ...given, title: "Low tide" });
    const many = (await call(token, "GET", "/api/posts?limit=20")).items.slice(-5);
    const bulk = { ids: many.map((each) => each.id), reason: "Spam of last week" };
    const { deletion_id: deletion } = await call(token, "POST", "/api/posts/bulk-delete", bulk);
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

/** Return the width at a zoom of 200 %, where half as many pixels of CSS fit into the window. */
async function widthWhenZoomed(page, { width }) {
    await page.setViewportSize({ width: width / 2, height: 400 });
    const zoomed = await widthOf(page);
    await page.setViewportSize({ width, height: 800 });
    return zoomed;
}

async function inspect(page, name, path, look, weigh) {
    const answer = await page.goto(BASE + path);
    expect(answer.status() === 200, `${path} is ${answer.status()}.`);
    const bytes = await weigh();
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => window.axe.run(document, { iframes: false }));
    const told = found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join("; ")}`);
    told.push(...(await page.evaluate(() => new Promise((done) => window.inTwoFrames(() => done(window.toldShifts()))))));
    const wide = await widthOf(page);
    if (wide > look.width) told.push(`the page is ${wide} pixels wide`);
    if (bytes > MAX_BYTES) told.push(`the page weighs ${bytes} bytes`);
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}-${look.name}.png` });
    if (look.zooms && (await widthWhenZoomed(page, look)) > look.width / 2) told.push("too wide at 200 % zoom");
    return told.map((each) => `${path} (${look.name}): ${each}`);
}

async function tour(browser, look, pages) {
    const { width, colorScheme } = look;
    const options = { viewport: { width, height: 800 }, colorScheme, reducedMotion: "reduce" };
    const found = [];
    const page = await newPage(browser, options, found);
    await page.addInitScript(watchShifts);
    await delayScripts(page);
    const weigh = watchWeight(page);
    const visit = async ([name, path]) => found.push(...(await inspect(page, name, path, look, weigh)));
    for (const each of Object.entries(strangers)) await visit(each);
    await signIn(page);
    await weigh();
    for (const each of Object.entries(pages)) await visit(each);
    await page.context().close();
    return found;
}

const browser = await launch();
const server = await start();
try {
    createAdmin();
    run(["seed", "--users", "12", "--posts", "120", "--comments", "200"]);
    const pages = pagesOf(await fill(await logIn(ADMIN)));
    const found = [];
    for (const look of looks) found.push(...(await tour(browser, look, pages)));
    expect(found.length === 0, found.join("\n"));
    const count = Object.keys(pages).length + Object.keys(strangers).length;
    console.log(`${count} pages of the studio in ${looks.length} looks: 0 violations, nothing moves.`);
} finally {
    await browser.close();
    await stop(server);
}
