/** Toolbar and shortcuts that write Markdown; they can be undone like typing. */

const KEYS = { b: "bold", i: "italic", k: "link", e: "code" };
const AROUND = { bold: "**", italic: "*", code: "`" };
const BEFORE = { heading: "## ", quote: "> ", list: "- " };

/** Replace a part of the text, as if it was typed. */
export function write(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  const isTyped = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!isTyped) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function around(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const text = value.slice(start, end);
  const is = value.slice(start - mark.length, start) === mark && value.startsWith(mark, end);
  if (is) {
    write(area, text, start - mark.length, end + mark.length);
    area.setSelectionRange(start - mark.length, end - mark.length);
  } else {
    write(area, mark + text + mark);
    area.setSelectionRange(start + mark.length, end + mark.length);
  }
}

function fence(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const text = value.slice(start, end);
  if (!text.includes("\n")) return around(area, "`");
  write(area, `\`\`\`\n${text.replace(/\n$/, "")}\n\`\`\`\n`);
}

function before(area, mark) {
  const { selectionStart, selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const after = value.indexOf("\n", selectionEnd);
  const end = after < 0 ? value.length : after;
  const lines = value.slice(start, end).split("\n");
  const have = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (have ? line.slice(mark.length) : mark + line)).join("\n");
  write(area, text, start, end);
}

function link(area, words) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const text = value.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(text);
  const [label, address] = isAddress ? [words.linkText, text] : [text || words.linkText, "https://"];
  write(area, `[${label}](${address})`);
  const at = start + (isAddress ? 1 : label.length + 3);
  area.setSelectionRange(at, at + (isAddress ? label : address).length);
}

export function startTools(form, words, save) {
  const area = form.elements.content;
  const bar = form.querySelector("[data-tools]");
  const use = (name) => {
    if (name === "code") fence(area);
    else if (name === "link") link(area, words);
    else if (name === "image") form.querySelector("[data-file]").click();
    else if (name in AROUND) around(area, AROUND[name]);
    else before(area, BEFORE[name]);
  };
  for (const button of bar.querySelectorAll("[data-tool]")) {
    button.addEventListener("click", () => use(button.dataset.tool));
  }
  form.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const name = event.key.toLowerCase();
    if (name !== "s" && !(name in KEYS && event.target === area)) return;
    event.preventDefault();
    if (name === "s") save();
    else use(KEYS[name]);
  });
  bar.hidden = false;
  roam(bar);
}

/** One stop for the tab key; arrows move within the toolbar. */
function roam(bar) {
  const buttons = [...bar.querySelectorAll("button")];
  const stop = (chosen) => {
    for (const button of buttons) button.tabIndex = button === chosen ? 0 : -1;
  };
  stop(buttons[0]);
  bar.addEventListener("focusin", (event) => {
    if (buttons.includes(event.target)) stop(event.target);
  });
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    buttons.at((buttons.indexOf(event.target) + by) % buttons.length).focus();
  });
}
