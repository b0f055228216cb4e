/** The editor; without this script it is a form that works, with one click more. */
import { startAutosave } from "./autosave.js";
import { startImages } from "./images.js";
import { startPreview } from "./preview.js";
import { startTools } from "./tools.js";

const form = document.querySelector("[data-editor]");
const words = JSON.parse(form.dataset.words);
const numbers = new Intl.NumberFormat(document.documentElement.lang);

/** Show a sentence with buttons above the text; a pair is a label and what it does. */
function notice(sentence, ...actions) {
  const box = form.querySelector("[data-notice]");
  box.querySelector("[data-notice-words]").textContent = sentence;
  const buttons = actions.map(([label, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.hidden = true;
      act();
    });
    return button;
  });
  box.querySelector("[data-notice-actions]").replaceChildren(...buttons);
  box.hidden = false;
}

function showCounts() {
  const text = form.elements.content.value;
  const found = text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  const counts = [[words.words, found.length], [words.characters, text.length]];
  const shown = counts.map(([name, count]) => `${name}: ${numbers.format(count)}`);
  form.querySelector("[data-counts]").textContent = shown.join(" · ");
}

/** Write the time of publication in the zone of the reader, unless another one was chosen. */
function useOwnZone() {
  const { published_at: when, time_zone: zone } = form.elements;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  suggest(zone, Intl.supportedValuesOf("timeZone"));
  if (zone.value !== "UTC" || "dirty" in form.dataset || !own) return;
  if (when.value) {
    const at = new Date(`${when.value}Z`);
    when.value = new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
  zone.value = own;
}

/** Offer values below an input. */
function suggest(input, values) {
  let list = input.list;
  if (!list) {
    list = document.createElement("datalist");
    list.id = `${input.id}-list`;
    input.after(list);
    input.setAttribute("list", list.id);
  }
  list.replaceChildren(...values.map((value) => {
    const option = document.createElement("option");
    option.value = value;
    return option;
  }));
}

/** Offer tags that other posts have, for the tag that is being typed. */
function startTags() {
  const input = form.elements.tags;
  let known = null;
  const offer = async () => {
    known ??= fetch("/studio/editor/tags", { headers: { Accept: "application/json" } })
      .then((response) => (response.ok ? response.json() : []), () => []);
    const parts = input.value.split(",");
    const part = parts.pop().trim().toLowerCase();
    const given = parts.map((each) => each.trim()).filter(Boolean);
    const fitting = (await known).filter((tag) => tag.startsWith(part) && !given.includes(tag));
    suggest(input, fitting.slice(0, 8).map((tag) => [...given, tag].join(", ")));
  };
  input.addEventListener("focus", offer);
  input.addEventListener("input", offer);
}

/** The page stays when the preview opens in a new tab, so that its form can be sent again. */
form.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget) setTimeout(() => delete form.dataset.sent);
});

form.elements.content.addEventListener("input", showCounts);
showCounts();
useOwnZone();
startTags();
const autosave = startAutosave(form, words, notice);
startTools(form, words, autosave);
startImages(form, words, notice);
startPreview(form);
