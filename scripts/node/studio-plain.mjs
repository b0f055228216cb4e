// The studio in a browser without JavaScript: sign in, write, publish, delete and restore.
import { follow, goTo, openTab, postIn, press, see, seeTitle } from "./studio-acts.mjs";
import { newPage, signIn } from "./studio-browser.mjs";
import { BASE, call, expect, statusOf } from "./studio-server.mjs";

export async function workWithoutScripts(browser, token) {
    const page = await newPage(browser, { javaScriptEnabled: false });
    await signIn(page);
    await page.goto(`${BASE}/studio/posts`);
    await follow(page, "New post");
    await page.fill("#title", "Without scripts");
    await page.fill("#content", "A form is enough.");
    await press(page, "Save draft");
    await see(page, "Saved. Only you and administrators see it.");
    const id = await postIn(page);
    expect((await statusOf(`/api/posts/${id}`)) === 404, "The draft is public.");
    await press(page, "Publish");
    await see(page, "Saved. The post is public.");
    expect((await statusOf(`/api/posts/${id}`)) === 200, "The post is not public.");
    await openTab(page, "Delete");
    await press(page, "Move to the trash");
    await see(page, "“Without scripts” is in the trash.");
    expect((await statusOf(`/api/posts/${id}`)) === 404, "The deleted post is public.");
    await goTo(page, "Trash");
    await follow(page, "Without scripts");
    await seeTitle(page, "Without scripts");
    await press(page, "Restore this post");
    await see(page, "“Without scripts” is restored, at the address “without-scripts”.");
    const post = await call(token, "GET", `/api/posts/${id}`);
    expect(post.status === "published", `The restored post is ${post.status}.`);
    await page.context().close();
    console.log("Signed in, wrote, published, deleted and restored without JavaScript.");
}
