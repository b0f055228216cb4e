// The studio by keyboard alone: sign in, write, publish and delete. Each stop of the tab key must be seen.
import { see, seeSaved, seeTitle } from "./studio-acts.mjs";
import { ADMIN, BASE, call, expect, newPage } from "./studio-browser.mjs";

const MOST_STOPS = 80;

/** Runs in the page: describe the element with the focus, and say whether a person sees that it has it. */
function describeFocus(wanted) {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const isOn = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0;
    const isMarked = (each) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(each);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    };
    let marked = element;
    while (marked && !isMarked(marked)) marked = marked.parentElement?.closest(":focus-within");
    const isPage = element === document.body;
    return {
        isThere: element.matches(wanted),
        isVisible: isPage || (isOn && Boolean(marked)),
        name: element.outerHTML.slice(0, 120),
    };
}

/** Press the tab key until an element has the focus. */
async function tabTo(page, wanted, key = "Tab") {
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
        await page.keyboard.press(key);
        const focus = await page.evaluate(describeFocus, wanted);
        expect(focus.isVisible, `The focus cannot be seen at ${focus.name} of ${page.url()}.`);
        if (focus.isThere) return;
    }
    throw new Error(`The keyboard does not reach ${wanted} of ${page.url()}.`);
}

async function type(page, wanted, words) {
    await tabTo(page, wanted);
    await page.keyboard.type(words);
}

async function enter(page, wanted, key) {
    await tabTo(page, wanted, key);
    await page.keyboard.press("Enter");
}

export async function workByKeyboard(browser, token) {
    const page = await newPage(browser);
    await page.goto(`${BASE}/studio/sign-in`);
    await type(page, "#login", ADMIN.username);
    await type(page, "#password", ADMIN.password);
    await page.keyboard.press("Enter");
    await seeTitle(page, "Posts");
    await enter(page, ".skip");
    await enter(page, "a[href='/studio/posts/new']");
    await seeTitle(page, "New post");
    await type(page, "#title", "By keyboard");
    await type(page, "#content", "Without a **mouse**.");
    await seeSaved(page);
    await enter(page, "button[value=publish]", "Shift+Tab");
    await see(page, "Saved. The post is public.");
    const [post] = (await call(token, "GET", "/api/posts?author=me")).items;
    expect(post.title === "By keyboard" && post.status === "published", "The post is not public.");
    await enter(page, "a[href$='/delete']");
    await seeTitle(page, "Delete");
    await type(page, "#reason", "Made by a test");
    await enter(page, "button.danger");
    await see(page, "“By keyboard” is in the trash.");
    const { reason } = await call(token, "GET", `/api/trash/posts/${post.id}`);
    expect(reason === "Made by a test", `The reason is ${reason}.`);
    await page.context().close();
    console.log("Signed in, wrote, published and deleted by keyboard; the focus was seen at each stop.");
}
