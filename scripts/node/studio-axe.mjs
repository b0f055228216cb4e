// Accessibility of a page as axe-core finds it, in any browser whose pages can evaluate a script.
import axe from "axe-core";

/** Return a line for each violation; frames are pages of their own. */
export async function violationsIn(page) {
    await page.evaluate(axe.source);
    const found = await page.evaluate(() => window.axe.run(document, { iframes: false }));
    return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join("; ")}`);
}
