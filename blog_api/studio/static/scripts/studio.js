/** Enhancements of every page; without this script all of it works, with one click more. */

const live = document.querySelector("[data-live]");

/** Announce a message to people and to screen readers. */
export function announce(message, kind = "done") {
  const box = document.createElement("div");
  box.className = `flash ${kind}`;
  const words = document.createElement("p");
  words.textContent = message;
  box.append(words);
  live.replaceChildren(box);
  box.scrollIntoView({ block: "nearest" });
}

/** Show times in the reader's zone and language, in the place that they have: nothing moves. */
export function showTimes(root = document) {
  const { lang } = document.documentElement;
  const format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, {
    day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const elements = [...root.querySelectorAll("time[datetime]")];
  const widths = elements.map((element) => element.getBoundingClientRect().width);
  elements.forEach((element, number) => {
    element.title = element.textContent;
    element.style.minWidth = `${widths[number]}px`; // without the zone it is shorter
    element.textContent = format.format(new Date(element.dateTime));
  });
}

/** Search as soon as another order is chosen. */
function submitFilters() {
  for (const form of document.querySelectorAll("form[data-filters]")) {
    form.addEventListener("change", (event) => {
      if (event.target instanceof HTMLSelectElement) form.requestSubmit();
    });
  }
}

/** Refuse to leave the page without a connection, and a second click while the first request is under way. */
function submitOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!navigator.onLine) {
      event.preventDefault(); // instead of the browser's own page of an error, which takes the place of this one
      return announce(live.dataset.offline, "problem");
    }
    if (form.method === "get") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });
}

/** Scroll rows of tabs to the current one, where they do not fit. */
function showCurrentTabs() {
  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.clientWidth) / 2;
  }
}

showTimes();
showCurrentTabs();
submitFilters();
submitOnce();
document.querySelector("[data-focus]")?.focus();
document.querySelector("form[data-submit]")?.requestSubmit();
