// Words that are cut off: a hint in an empty field, the chosen value of a list, or the current one of a row of tabs.

/** Runs in the page: describe each field whose words are wider than the field, and a tab out of sight. */
function findCut() {
    const pen = document.createElement("canvas").getContext("2d");
    const told = [];
    for (const field of document.querySelectorAll("input[placeholder], select")) {
        const { font, paddingLeft, paddingRight } = getComputedStyle(field);
        pen.font = font;
        const words = field.placeholder ?? field.selectedOptions[0]?.text ?? "";
        const arrow = field.matches("select") ? 16 : 0;
        const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - arrow;
        if (room > 0 && pen.measureText(words).width > room + 1) told.push(`"${words}" is cut off`);
    }
    for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
        const [row, { left, right }] = [tab.parentElement.getBoundingClientRect(), tab.getBoundingClientRect()];
        if (left < row.left - 1 || right > row.right + 1) told.push(`the tab "${tab.textContent}" is out of sight`);
    }
    return told;
}

export const cutIn = (page) => page.evaluate(findCut);
