// The story of a post in Firefox: written while the server is killed, published, restored, deleted and found in the
// trash. Then every page in a narrow window against axe-core, light and dark, and dark without JavaScript, where
// axe-core cannot run; and the studio by keyboard.
import { postIn } from "./studio-acts.mjs";
import { violationsIn } from "./studio-axe.mjs";
import {
    enterPage,
    follow,
    goTo,
    launch,
    newPage,
    press,
    resize,
    see,
    seeBold,
    seeState,
    seeTitle,
    shoot,
    signIn,
    textIn,
    write,
} from "./studio-firefox-acts.mjs";
import { type } from "./studio-focus.mjs";
import { fill, pagesOf, strangers } from "./studio-pages.mjs";
import {
    ADMIN,
    BASE,
    call,
    createAdmin,
    expect,
    logIn,
    register,
    run,
    start,
    statusOf,
    stop,
} from "./studio-server.mjs";

const TITLE = "The lighthouse";
const SENTENCES = {
    first: "The **first** sentence is saved while it is written.",
    killed: "The second one is written while the server dies.",
    dead: "The third one is written while it is dead.",
    restarted: "The fourth one follows while it starts again.",
};
const NARROW = 360;
const CONTRAST = 4.5; // WCAG 2.2, 1.4.3
const faults = [];

/** Write while the server is killed and started again; return the text. */
async function writeThroughKill(page) {
    await goTo(page, "Posts");
    await follow(page, "New post");
    await page.type("#title", TITLE);
    await write(page, `${SENTENCES.first}\n\n`);
    await seeState(page, "saved");
    await seeBold(page, "first");
    await Promise.all([write(page, `${SENTENCES.killed}\n\n`), stop("SIGKILL")]);
    await write(page, `${SENTENCES.dead}\n\n`);
    await seeState(page, "offline");
    await Promise.all([write(page, SENTENCES.restarted), start()]);
    await seeState(page, "saved");
    await shoot(page, "editor");
    const all = Object.values(SENTENCES).join("\n\n");
    expect((await textIn(page, "#content")) === all, `Words are lost: ${await textIn(page, "#content")}`);
    return all;
}

async function publish(page, text) {
    const id = await postIn(page);
    const hidden = await statusOf(`/api/posts/${id}`);
    expect(hidden === 404, `The draft of ${page.url()} is ${hidden}, not 404.`);
    await press(page, "Publish");
    await see(page, "Saved. The post is public.");
    const { content } = await call(null, "GET", `/api/posts/${id}`);
    expect(content.trim() === text, `Words are lost in the published post: ${content}`);
    await write(page, "\n\nNobody read it.");
    await page.type("#note", "A sad ending");
    await press(page, "Update");
    await see(page, "Saved. The post is public.");
    return id;
}

async function restoreVersion(page, ben, id, text) {
    await goTo(page, "History");
    await see(page, "A sad ending");
    await shoot(page, "history");
    const [, former] = (await call(ben.token, "GET", `/api/posts/${id}/revisions`)).items;
    await follow(page, `Restore Version ${former.version}`);
    await seeTitle(page, `Restore version ${former.version}`);
    await press(page, "Restore the chosen parts");
    await see(page, `Back from version ${former.version}: Text`);
    const { content } = await call(ben.token, "GET", `/api/posts/${id}`);
    expect(content.trim() === text, `Restored: ${content}`);
}

async function deleteAndRestore(page, id) {
    await goTo(page, "Delete");
    await press(page, "Move to the trash");
    await see(page, `“${TITLE}” is in the trash.`);
    expect((await statusOf(`/api/posts/${id}`)) === 404, "The deleted post is public.");
    await goTo(page, "Trash");
    await see(page, TITLE);
    const admin = await newPage(page.browser(), faults);
    await signIn(admin);
    await goTo(admin, "Trash");
    await shoot(admin, "trash");
    await goTo(admin, TITLE);
    await press(admin, "Restore this post");
    await see(admin, `“${TITLE}” is restored`);
    expect((await statusOf(`/api/posts/${id}`)) === 200, "The restored post is not public.");
    return admin;
}

async function tellTheStory(browser) {
    const ben = await register("ben");
    const page = await newPage(browser, faults);
    await signIn(page, ben);
    const text = await writeThroughKill(page);
    const id = await publish(page, text);
    await restoreVersion(page, ben, id, text);
    const admin = await deleteAndRestore(page, id);
    console.log(`Firefox: ${text.split(/\s+/).length} words written through a kill, 0 lost; restored twice.`);
    return admin;
}

/** Sign in, write, publish and delete by keyboard alone, which needs no JavaScript. */
async function workByKeyboard(page, token, title) {
    await page.goto(`${BASE}/studio/sign-in`);
    await type(page, "#login", ADMIN.username);
    await type(page, "#password", ADMIN.password);
    await enterPage(page, "button.primary");
    await seeTitle(page, "Overview");
    await page.goto(`${BASE}/studio/posts/new`);
    await type(page, "#title", title);
    await type(page, "#content", "Without a **mouse**.");
    await enterPage(page, "button[value=publish]", { isBackwards: true });
    await see(page, "Saved. The post is public.");
    const id = await postIn(page);
    const { content } = await call(token, "GET", `/api/posts/${id}`);
    expect(content === "Without a **mouse**.", `Published: ${content}`);
    await enterPage(page, "a[href$='/delete']");
    await enterPage(page, "button.danger");
    await see(page, `“${title}” is in the trash.`);
    expect((await statusOf(`/api/posts/${id}`)) === 404, "The deleted post is public.");
}

/** Runs in the page: the pixels that do not fit, and the relative luminance (WCAG) of paper and ink. */
function measure() {
    const luminance = (colour) => {
        const parts = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255);
        const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const root = document.documentElement;
    const paper = luminance(getComputedStyle(root).backgroundColor);
    const ink = luminance(getComputedStyle(document.body).color);
    return { excess: root.scrollWidth - root.clientWidth, paper, ink }; // without a scroll bar at the side
}

/** Open pages in a narrow window; return what is wrong with their width, their colours, or by axe-core. */
async function inspect(page, pages, theme, { hasScripts = true } = {}) {
    const found = [];
    const began = Date.now();
    await resize(page, NARROW, 740);
    for (const [name, path] of Object.entries(pages)) {
        const answer = await page.goto(BASE + path);
        expect(answer.status() === 200, `${path} is ${answer.status()}.`);
        const { excess, paper, ink } = await page.evaluate(measure);
        const [lighter, darker] = theme === "light" ? [paper, ink] : [ink, paper];
        if (excess > 0) found.push(`${path} (${theme}) is ${excess} pixels too wide.`);
        if ((lighter + 0.05) / (darker + 0.05) < CONTRAST) found.push(`${path} is not ${theme}.`);
        const violations = hasScripts ? await violationsIn(page) : [];
        found.push(...violations.map((each) => `${path} (${theme}): ${each}`));
        if (["editor", "history", "trash"].includes(name)) await shoot(page, `${name}-small-${theme}`);
    }
    // At once: whatever happens later, this is known.
    const seconds = Math.round((Date.now() - began) / 1000);
    console.log(`Firefox, ${theme}: ${Object.keys(pages).length} pages in ${seconds} s, ${found.length} faults.`);
    return found;
}

/** Use a browser, and close it however that ends. */
async function withFirefox(theme, options, act) {
    const browser = await launch(theme, options);
    try {
        await act(browser);
    } finally {
        await browser.close();
    }
}

try {
    await start();
    createAdmin();
    run(["seed", "--users", "3", "--posts", "12", "--comments", "12"]);
    const token = await logIn(ADMIN);
    const pages = pagesOf(await fill(token));
    await withFirefox("light", {}, async (browser) => {
        const admin = await tellTheStory(browser);
        faults.push(...(await inspect(admin, pages, "light")));
        const stranger = await newPage(browser, faults);
        faults.push(...(await inspect(stranger, strangers, "light")));
        await resize(stranger, 1280, 900);
        await workByKeyboard(stranger, token, "By keyboard");
    });
    await withFirefox("dark", {}, async (browser) => {
        const page = await newPage(browser, faults);
        faults.push(...(await inspect(page, strangers, "dark")));
        await signIn(page);
        faults.push(...(await inspect(page, pages, "dark")));
    });
    await withFirefox("dark", { hasScripts: false }, async (browser) => {
        const page = await newPage(browser, faults);
        await workByKeyboard(page, token, "Without scripts");
        faults.push(...(await inspect(page, pages, "dark", { hasScripts: false })));
    });
    expect(faults.length === 0, faults.join("\n"));
    const count = Object.keys(pages).length + Object.keys(strangers).length;
    console.log(`Firefox: ${count} pages fit into ${NARROW} pixels, light and dark: 0 violations of axe-core.`);
} finally {
    await stop();
}
