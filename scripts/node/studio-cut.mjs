// Words that a field cuts off: a hint in an empty field, or the chosen value of a list.

/** Runs in the page: describe each field whose words are wider than the field. */
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
    return told;
}

export const cutIn = (page) => page.evaluate(findCut);
