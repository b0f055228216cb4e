// The part of the story that is about the trash: deleted with a reason, asked for, approved, undone.
import { follow, goTo, openTab, press, see, seeTitle } from "./studio-acts.mjs";
import { call, expect, statusOf } from "./studio-server.mjs";

export async function deleteWithReason(page, id) {
    await goTo(page, "Posts");
    await follow(page, "Everyone's");
    await follow(page, "The harbour");
    await openTab(page, "Delete");
    await page.getByLabel("Reason").fill("It names a person");
    await press(page, "Move to the trash");
    await see(page, "“The harbour” is in the trash.");
    await page.getByRole("button", { name: "Undo", exact: true }).waitFor();
    expect((await statusOf(`/api/posts/${id}`)) === 404, "The deleted post is public.");
}

export async function askForIt(page, ben, id) {
    await goTo(page, "Trash");
    await see(page, "Reason: It names a person");
    await follow(page, "Ask for it back …");
    await page.getByLabel("Why should it come back?").fill("The name is made up.");
    await press(page, "Send the request");
    await see(page, "You have asked for it back. An administrator will decide");
    const { items } = await call(ben.token, "GET", "/api/restore-requests");
    expect(items[0]?.item.id === id && items[0].state === "open", "There is no open request.");
}

export async function approve(page, id) {
    await goTo(page, "Requests");
    await see(page, "ben asks");
    await see(page, "The name is made up.");
    await follow(page, "Decide about “The harbour”");
    await press(page, "Restore it");
    await see(page, "Restored. Its author gets an email.");
    expect((await statusOf(`/api/posts/${id}`)) === 200, "The approved post is not public.");
}

export async function deleteMany(page, ben) {
    const given = { content: "Buy it now.", status: "published" };
    const make = (number) => call(ben.token, "POST", "/api/posts", { ...given, title: `Offer ${number}` });
    const posts = await Promise.all([1, 2, 3].map(make));
    await goTo(page, "Posts");
    await follow(page, "Everyone's");
    for (const { title } of posts) await page.getByLabel(`Select ${title}`).check();
    await see(page, "3 selected");
    await press(page, "Delete …");
    await seeTitle(page, "Delete these posts");
    await see(page, "3 posts go to the trash");
    await page.getByLabel("Reason").fill("Advertising");
    expect((await statusOf(`/api/posts/${posts[0].id}`)) === 200, "The plan has deleted posts.");
    await press(page, "Delete 3 posts");
    await see(page, "3 posts are in the trash.");
    for (const { id } of posts) expect((await statusOf(`/api/posts/${id}`)) === 404, `${id} is public.`);
    return posts;
}

/** Undo after reading the plan, in which one of the posts needs another address. */
export async function undo(page, ben, posts) {
    const again = { title: "Offer 1", content: "Another one.", slug: posts[0].slug };
    await call(ben.token, "POST", "/api/posts", again);
    await goTo(page, "Deletions");
    await see(page, "Reason: Advertising");
    await page.getByRole("link", { name: /^Undo deletion \d+ …$/ }).first().click();
    await see(page, "Nothing has changed yet. This is what undoing will do:");
    await see(page, "1 post comes back at another address");
    const planned = await page.locator(".collides code").innerText();
    expect((await statusOf(`/api/posts/${posts[1].id}`)) === 404, "The plan has restored posts.");
    await press(page, "Undo, with new addresses");
    await see(page, "The deletion is undone. Restored: 3 posts.");
    const { slug } = await call(ben.token, "GET", `/api/posts/${posts[0].id}`);
    expect(slug === planned, `The plan says ${planned}, and the post is at ${slug}.`);
    expect((await statusOf(`/api/posts/${posts[1].id}`)) === 200, "A restored post is not public.");
}
