// The studio by keyboard alone: sign in, write, publish, delete, restore and undo.
import { see, seeSaved, seeTitle } from "./studio-acts.mjs";
import { newPage } from "./studio-browser.mjs";
import { enter, type } from "./studio-focus.mjs";
import { ADMIN, BASE, call, expect } from "./studio-server.mjs";

export async function workByKeyboard(browser, token) {
    const page = await newPage(browser);
    await page.goto(`${BASE}/studio/sign-in`);
    await type(page, "#login", ADMIN.username);
    await type(page, "#password", ADMIN.password);
    await page.keyboard.press("Enter");
    await seeTitle(page, "Overview");
    await enter(page, ".skip");
    await enter(page, "a[href='/studio/posts/new']");
    await seeTitle(page, "New post");
    await type(page, "#title", "By keyboard");
    await type(page, "#content", "Without a **mouse**.");
    await seeSaved(page);
    await enter(page, "button[value=publish]", { isBackwards: true });
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
    await bringBack(page, token, post.id);
    await page.context().close();
    console.log("Signed in, wrote, published, deleted, restored and undid by keyboard; the focus was seen at each stop.");
}

/** Restore the post from the trash; after another deletion, undo that. */
async function bringBack(page, token, id) {
    await enter(page, "nav a[href='/studio/trash']");
    await seeTitle(page, "Trash");
    await enter(page, `button[formaction='/studio/trash/posts/${id}/restore']`);
    await see(page, "“By keyboard” is restored");
    const bulk = { ids: [id], reason: "Spam" };
    const { deletion_id: deletion } = await call(token, "POST", "/api/posts/bulk-delete", bulk);
    await enter(page, "nav a[href='/studio/deletions']");
    await seeTitle(page, "Deletions");
    await enter(page, `a[href='/studio/deletions/${deletion}/undo']`);
    await seeTitle(page, "Bring back 1 post (“Spam”)?");
    await enter(page, "main button.primary");
    await see(page, "The deletion is undone. Restored: 1 post.");
}
