// Tools of the editor, as a person uses them: shortcuts, the toolbar, a pasted image, suggested tags; and the question
// of the browser before unsaved words are left.
import { postIn, press, see, seeSaved } from "./studio-acts.mjs";
import { BASE, call, expect } from "./studio-server.mjs";

/** Runs in the page: paste a picture, as the clipboard gives it. */
async function pastePicture(area) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [4, 4];
    canvas.getContext("2d").fillRect(0, 0, 2, 4);
    const picture = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([picture], "gull.png", { type: "image/png" }));
    area.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}

/** Write a post with the tools; `token` reads it by the API. */
export async function useTools(page, token) {
    await page.goto(`${BASE}/studio/posts/new`);
    await page.fill("#title", "Written with tools");
    const content = page.locator("#content");
    await content.click();
    await page.keyboard.press("Control+b");
    await page.keyboard.type("bold");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await press(page, "Quote");
    await page.keyboard.type("quoted");
    await page.keyboard.press("Enter");
    await content.evaluate(pastePicture);
    await see(page, "The image is in the text.");
    await page.keyboard.press("Control+z");
    expect(!(await content.inputValue()).includes("gull"), "An image that was pasted is not undone like typing.");
    await page.keyboard.press("Control+Shift+z");
    await page.fill("#tags", "news, ");
    await page.locator("#tags-list option").first().waitFor({ state: "attached" });
    const suggested = await page.locator("#tags-list option").first().getAttribute("value");
    expect(suggested === "news, sea", `The first tag that is suggested is “${suggested}”.`);
    await page.keyboard.press("Control+s");
    await seeSaved(page);
    const post = await call(token, "GET", `/api/posts/${await postIn(page)}`);
    const wanted = /^\*\*bold\*\*\n> quoted\n!\[gull\]\(\S+\)$/;
    expect(wanted.test(post.content), `Written: ${post.content}`);
    await leaveUnsaved(page);
}

/** Leave the page with words that are not saved: the browser asks, and they stay. */
async function leaveUnsaved(page) {
    await page.context().setOffline(true);
    await page.locator("#content").press("End");
    await page.keyboard.type(" Unsaved");
    const asked = page.waitForEvent("dialog");
    page.reload().catch(() => null); // never ends, since the page stays
    const dialog = await asked;
    expect(dialog.type() === "beforeunload", `The page asks by ${dialog.type()}.`);
    await dialog.dismiss();
    const text = await page.inputValue("#content");
    expect(text.endsWith("Unsaved"), `Words are lost: ${text}`);
    await page.context().setOffline(false);
    await seeSaved(page);
}
