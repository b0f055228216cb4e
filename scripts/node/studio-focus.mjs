// Acts by keyboard alone, in every browser; each stop of the tab key must be seen.
import { expect } from "./studio-server.mjs";

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

/** Press the tab key, backwards with Shift, until an element has the focus. */
async function tabTo(page, wanted, { isBackwards = false } = {}) {
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
        if (isBackwards) await page.keyboard.down("Shift");
        await page.keyboard.press("Tab");
        if (isBackwards) await page.keyboard.up("Shift");
        const focus = await page.evaluate(describeFocus, wanted);
        expect(focus.isVisible, `The focus cannot be seen at ${focus.name} of ${page.url()}.`);
        if (focus.isThere) return;
    }
    throw new Error(`The keyboard does not reach ${wanted} of ${page.url()}.`);
}

export async function type(page, wanted, words) {
    await tabTo(page, wanted);
    await page.keyboard.type(words);
}

export async function enter(page, wanted, direction) {
    await tabTo(page, wanted, direction);
    await page.keyboard.press("Enter");
}
