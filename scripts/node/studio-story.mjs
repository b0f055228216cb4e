// The story of a post in the studio, in a real browser: written, published, restored, deleted, asked for,
// undone and handed over, and at last a passkey. Each step reads the page, and then the JSON API.
import {
    follow,
    goTo,
    openTab,
    postIn,
    press,
    rewrite,
    see,
    seeSaved,
    seeTitle,
} from "./studio-acts.mjs";
import { launch, newPage, signIn } from "./studio-browser.mjs";
import {
    ADMIN,
    BASE,
    call,
    createAdmin,
    expect,
    linkMailed,
    logIn,
    register,
    start,
    statusOf,
    stop,
} from "./studio-server.mjs";
import { workByKeyboard } from "./studio-keyboard.mjs";
import { workWithoutScripts } from "./studio-plain.mjs";
import { sharePreview } from "./studio-preview.mjs";
import { approve, askForIt, deleteMany, deleteWithReason, undo } from "./studio-trash.mjs";

const TEXT = "The harbour was quiet.\n\nA boat came in.\n\nNobody was on it.\n";
const AUTHENTICATOR = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
};

const postOf = (person, id) => call(person.token, "GET", `/api/posts/${id}`);

async function write(page, ben) {
    await page.goto(`${BASE}/studio`);
    await page.fill("#login", ben.username);
    await page.fill("#password", "another password");
    await press(page, "Sign in");
    await see(page, "The user name or password is wrong.");
    expect((await page.inputValue("#login")) === ben.username, "The user name has to be typed again.");
    await page.fill("#password", ben.password);
    await press(page, "Sign in");
    await seeTitle(page, "Overview");
    await goTo(page, "Posts");
    await see(page, "You have no posts");
    await follow(page, "New post");
    await page.fill("#title", "The harbour");
    await page.locator("#content").pressSequentially(TEXT);
    await seeSaved(page);
    const post = await postOf(ben, await postIn(page));
    expect(post.status === "draft" && post.title === "The harbour", `The draft is ${post.title}.`);
    await press(page, "Save draft");
    await see(page, "Saved. Only you and administrators see it.");
    return post.id;
}

/** Save from a second browser while the first has other words; decide between them. */
async function conflict(browser, page, ben, id) {
    const phone = await newPage(browser, { viewport: { width: 360, height: 740 } });
    await signIn(phone, ben);
    await phone.goto(`${BASE}/studio/posts/${id}`);
    await rewrite(phone, "quiet", "asleep");
    await rewrite(phone, "Nobody was on it.", "Nobody was on it, not even a cat.");
    await press(phone, "Save draft");
    await see(phone, "Saved. Only you and administrators see it.");
    await phone.context().close();
    await rewrite(page, "quiet", "silent");
    await press(page, "Save draft");
    await seeTitle(page, "Merge your changes");
    await see(page, "The harbour was asleep.");
    await press(page, "Save the merged post");
    await see(page, "Choose which words stay.");
    await page.getByLabel("Keep yours").check();
    await press(page, "Save the merged post");
    await see(page, "Saved. Only you and administrators see it.");
    const { content } = await postOf(ben, id);
    expect(content.includes("silent") && content.includes("not even a cat"), `Merged: ${content}`);
}

async function publish(page, id) {
    expect((await statusOf(`/api/posts/${id}`)) === 404, "The draft is public.");
    await press(page, "Publish");
    await see(page, "Saved. The post is public.");
    expect((await statusOf(`/api/posts/${id}`)) === 200, "The post is not public.");
    await rewrite(page, "A boat came in.", "No boat came.");
    await page.getByLabel("Note for the history").fill("A sad ending");
    await press(page, "Update");
    await see(page, "Saved. The post is public.");
}

async function restoreVersion(page, ben, id) {
    await openTab(page, "History");
    await see(page, "A sad ending");
    await press(page, "Compare the two");
    await page.locator(".diff ins", { hasText: "No" }).first().waitFor();
    await openTab(page, "History");
    const { items } = await call(ben.token, "GET", `/api/posts/${id}/revisions`);
    const former = items[1];
    await follow(page, `Restore Version ${former.version}`);
    await seeTitle(page, `Restore version ${former.version}`);
    await press(page, "Restore the chosen parts");
    await see(page, `Back from version ${former.version}: Text`);
    const { content } = await postOf(ben, id);
    expect(content.includes("A boat came in."), `Restored: ${content}`);
}

async function handOver(browser, page, { ben, cleo }, id) {
    await page.goto(`${BASE}/studio/posts/${id}`);
    await openTab(page, "Hand over");
    await see(page, "What it means");
    await page.getByLabel("User name of the new author").fill("cleo");
    await press(page, "Offer the post");
    await see(page, "Confirm your email address first, with the link");
    await page.goto(BASE + (await linkMailed(ben.email, "/studio/verify#")));
    await press(page, "Confirm the address");
    await see(page, "Your email address is confirmed.");
    await page.goto(`${BASE}/studio/posts/${id}/transfer`);
    await page.getByLabel("User name of the new author").fill("cleo");
    await press(page, "Offer the post");
    await see(page, "The post is offered to cleo.");
    expect((await postOf(ben, id)).author.username === "ben", "The offer has handed the post over.");
    const other = await newPage(browser);
    await signIn(other, cleo);
    await goTo(other, "Hand-overs");
    await follow(other, "Accept …");
    await see(other, "You become the author");
    await press(other, "Accept the post");
    await see(other, "The post is yours now, with its history.");
    await other.context().close();
    expect((await postOf(cleo, id)).author.username === "cleo", "The post has its former author.");
}

async function usePasskey(page, ben) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", { options: AUTHENTICATOR });
    await goTo(page, "Account", "Profile");
    await page.getByRole("navigation", { name: "Account" }).getByRole("link", { name: "Sign-in" }).click();
    await follow(page, "Add a passkey");
    await page.getByLabel("Name").fill("Laptop");
    await press(page, "Add the passkey");
    await see(page, "The passkey is added.");
    const codes = (await page.locator("#codes").innerText()).trim().split("\n");
    expect(codes.length === 10, `There are ${codes.length} recovery codes.`);
    await follow(page, "I have kept them");
    await see(page, "Never used");
    await press(page, "Sign out");
    await see(page, "You are signed out.");
    await press(page, "Sign in with a passkey");
    await seeTitle(page, "Overview");
    const [passkey] = (await call(ben.token, "GET", "/api/users/me/mfa")).passkeys;
    expect(passkey.name === "Laptop" && passkey.last_used_at, "The passkey was not used.");
}

async function tellTheStory(browser) {
    const [ben, cleo] = [await register("ben"), await register("cleo")];
    const page = await newPage(browser, {}, faults);
    const admin = await newPage(browser, {}, faults);
    const id = await write(page, ben);
    await conflict(browser, page, ben, id);
    await sharePreview(browser, page, id, "The harbour was silent.");
    await publish(page, id);
    await restoreVersion(page, ben, id);
    await signIn(admin);
    await deleteWithReason(admin, id);
    await askForIt(page, ben, id);
    await approve(admin, id);
    const posts = await deleteMany(admin, ben);
    await undo(admin, ben, posts);
    await handOver(browser, page, { ben, cleo }, id);
    await usePasskey(page, ben);
}

const faults = [];
const browser = await launch();
try {
    await start();
    createAdmin();
    await tellTheStory(browser);
    console.log("The story of a post, told in the studio: written, restored, deleted, undone, handed over.");
    const token = await logIn(ADMIN);
    await workByKeyboard(browser, token);
    await workWithoutScripts(browser, token);
    expect(faults.length === 0, faults.join("\n"));
} finally {
    await browser.close();
    await stop();
}
