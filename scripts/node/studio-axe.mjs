// Accessibility of a page as axe-core finds it, in any browser whose pages can evaluate a script.
import axe from "axe-core";

/** Return a line for each violation of all rules, or of one; frames are pages of their own. */
export async function violationsIn(page, rule) {
    // Only what we read of the result is made: that takes half the time.
    const made = { resultTypes: ["violations"], selectors: false };
    const options = { iframes: false, ...made, ...(rule && { runOnly: [rule] }) };
    if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
    const found = await page.evaluate((options) => window.axe.run(document, options), options);
    return found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join("; ")}`);
}
