// A preview link: made by an author, opened by a person without an account, loaded again, and ended.
import { openTab, press, see, seeTitle } from "./studio-acts.mjs";
import { newPage } from "./studio-browser.mjs";
import { BASE, expect } from "./studio-server.mjs";

const AGAIN = "please open it from your message once more";

async function makeLink(page, id) {
    await page.goto(`${BASE}/studio/posts/${id}`);
    await openTab(page, "Preview links");
    await page.getByLabel("Who is it for?").fill("Dora");
    await press(page, "Make the link");
    await see(page, "Copy the link now");
    return page.inputValue("#link");
}

/** Show the post by the button of the page; the sandbox of the post lets no script look into it. */
async function showPost(page, words) {
    await press(page, "Show the post");
    await page.getByText(words).waitFor();
}

async function expectForm(page, address, token) {
    expect(page.url() === address, `The address is ${page.url()}.`);
    expect((await page.inputValue("[name=token]")) === token, "The token is lost.");
    expect(!(await page.getByText(AGAIN).isVisible()), "The page asks for its link.");
}

/** Open the link, load its page again, and look at the post twice; a new tab knows nothing. */
export async function sharePreview(browser, page, id, words) {
    const link = await makeLink(page, id);
    const [address, token] = link.split("#"); // at the PUBLIC_URL, and so of another origin than BASE
    const faults = [];
    const dora = await newPage(browser, {}, faults);
    await dora.goto(link);
    await expectForm(dora, address, token);
    await dora.reload();
    await expectForm(dora, address, token);
    await showPost(dora, words);
    await dora.goto(address);
    await showPost(dora, words);
    const tab = await dora.context().newPage();
    await tab.goto(address);
    await tab.getByText(AGAIN).waitFor();
    await openTab(page, "Preview links");
    await page.getByRole("button", { name: /^End link/ }).click();
    await see(page, "The link is ended.");
    await dora.goto(address);
    await press(dora, "Show the post");
    await see(dora, "This link shows nothing any more");
    await dora.goto(address);
    await dora.getByText(AGAIN).waitFor();
    await dora.context().close();
    expect(faults.length === 0, faults.join("\n"));
    await page.goto(`${BASE}/studio/posts/${id}`);
    await seeTitle(page, "Edit post");
}
