// Acts of a person at a page of the studio; each waits for what the person would see next.

/** Wait for words in the main part of the page. */
export const see = (page, words) => page.locator("main").getByText(words).first().waitFor();

export const seeTitle = (page, name) => page.getByRole("heading", { name, level: 1, exact: true }).waitFor();

export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

export const follow = (page, name) => page.getByRole("link", { name, exact: true }).click();

/** Follow a link of the navigation, and wait for its page. */
export async function goTo(page, name, title = name) {
    await page.getByRole("navigation", { name: "Studio" }).getByRole("link", { name, exact: true }).click();
    await seeTitle(page, title);
}

/** Follow a tab of the pages about one post, and wait for its page. */
export async function openTab(page, name) {
    const tabs = page.getByRole("navigation", { name: "About this post" });
    await tabs.getByRole("link", { name, exact: true }).click();
    await seeTitle(page, name);
}

/** Wait until the editor says that it saved. */
export const seeSaved = (page) => page.waitForSelector("[data-state=saved]", { state: "attached" });

/** Replace words in the text, as a person who types. */
export async function rewrite(page, words, others) {
    const content = page.locator("#content");
    await content.fill((await content.inputValue()).replace(words, others));
}

/** Return the number of the post in the address, as the page has it: the driver of Firefox misses what scripts change. */
export async function postIn(page) {
    const path = await page.evaluate(() => location.pathname);
    const [, number] = path.match(/\/posts\/(\d+)/) ?? [];
    if (!number) throw new Error(`${path} is no page of a post.`);
    return Number(number);
}
