/** Saves the words into the working copy; the browser keeps those that have not arrived. */

const EVERY_MS = 1500; // at most one a second for each post
const LONGEST_MS = 15_000;
const PATIENCE_MS = 20_000;
const KEEP_MS = 200;
const FIELDS = ["title", "content", "excerpt", "category", "tags", "image_url", "slug"];
const SENT = "studio-sent";

const read = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
};

/** Return a function that saves at once. */
export function startAutosave(form, words, notice) {
  const state = form.querySelector("[data-state]");
  const owner = `studio-post:${form.dataset.user}:`;
  let key = owner + (form.dataset.post ?? `new-${crypto.randomUUID()}`);
  let pause = EVERY_MS;
  let timer = 0;
  let keeper = 0;
  let isSaving = false;
  let isBlocked = false;
  let isLeaving = false;
  let creation = null;

  const present = () => JSON.stringify(FIELDS.map((name) => form.elements[name].value));
  let saved = "dirty" in form.dataset ? "" : present();

  function say(name, isProblem = false) {
    const wasProblem = state.classList.contains("problem");
    state.setAttribute("aria-live", isProblem || wasProblem ? "polite" : "off");
    state.classList.toggle("problem", isProblem);
    const sentence = name === "saved" && form.elements.copy_tag.value ? "unpublished" : name;
    if (state.dataset.state !== name) state.textContent = words[sentence];
    state.dataset.state = name;
  }

  function keep() {
    clearTimeout(keeper);
    keeper = 0;
    if (present() === saved) return;
    const fields = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
    const entry = { fields, base_version: form.elements.base_version.value, at: Date.now() };
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch {
      // Storage is full or forbidden: the page itself still has the words.
    }
  }

  function forget() {
    clearTimeout(keeper);
    keeper = 0;
    localStorage.removeItem(key);
  }

  function schedule(delay = pause) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  function typed() {
    keeper ||= setTimeout(keep, KEEP_MS);
    if (present() === saved && !isSaving) {
      forget();
      return say("saved");
    }
    if (!state.classList.contains("problem") || state.dataset.state === "refused") say("typing");
    if (!isBlocked && !isSaving) timer ||= setTimeout(save, pause);
  }

  /** Send the words; those of a new post are sent unchanged until an answer comes. */
  async function save() {
    clearTimeout(timer);
    timer = 0;
    if (isSaving || isBlocked || isLeaving || present() === saved) return;
    const isNew = !form.dataset.post;
    if (isNew && FIELDS.every((name) => !form.elements[name].value.trim())) return; // a draft without a word helps nobody
    isSaving = true;
    if (!state.classList.contains("problem")) say("saving");
    const sent = present();
    const body = new URLSearchParams(new FormData(form));
    for (const name of ["note", "status", "published_at", "time_zone"]) body.delete(name);
    if (isNew) {
      creation ??= { body, sent };
      creation.body.set("key", key.slice(owner.length));
    }
    const path = isNew ? "/studio/editor/autosave" : `/studio/editor/autosave/${form.dataset.post}`;
    try {
      const response = await fetch(path, {
        method: "POST",
        body: isNew ? creation.body : body,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      isSaving = false;
      await settle(response, isNew ? creation.sent : sent);
    } catch {
      isSaving = false;
      retry("offline");
    }
  }

  async function settle(response, sent) {
    const answer = await response.json();
    if (response.ok) return arrived(answer, sent);
    if (response.status === 401) return ended();
    if (response.status === 412) return elsewhere(answer.current_etag);
    if (response.status === 429) return retry("typing", 1000 * response.headers.get("Retry-After"));
    if (response.status >= 500) return retry("offline");
    creation = null;
    say("refused", true);
  }

  function arrived(answer, sent) {
    saved = sent;
    pause = EVERY_MS;
    form.elements.base_version.value = answer.base_version;
    form.elements.copy_tag.value = answer.copy_tag;
    if (!form.dataset.post) {
      forget();
      form.dataset.post = answer.id;
      key = owner + answer.id;
      const path = `/studio/posts/${answer.id}`;
      form.setAttribute("action", path);
      history.replaceState(null, "", path);
    }
    if (answer.is_stale) notice(words.stale);
    if (present() !== saved) {
      keep();
      say("typing");
      return schedule();
    }
    forget();
    say("saved");
  }

  function retry(name, delay = 0) {
    keep();
    say(name, true);
    pause = Math.min(2 * pause, LONGEST_MS);
    schedule(Math.max(delay, pause));
  }

  function ended() {
    const isNews = state.dataset.state !== "ended";
    retry("ended");
    if (!isNews) return;
    const link = document.createElement("a");
    link.href = "/studio/sign-in";
    link.target = "_blank";
    link.textContent = words.signIn;
    state.append(". ", link);
  }

  /** The working copy has words that this window does not know. */
  function elsewhere(tag) {
    keep();
    if (!tag) {
      form.elements.copy_tag.value = "";
      return schedule(EVERY_MS);
    }
    isBlocked = true;
    say("typing", true);
    const mine = () => {
      isBlocked = false;
      form.elements.copy_tag.value = tag;
      schedule(0);
    };
    const others = () => {
      isLeaving = true;
      forget();
      location.reload();
    };
    notice(words.elsewhere, [words.mine, mine], [words.others, others]);
  }

  /** Offer words that an earlier page could not save. */
  function offer() {
    const names = form.dataset.post
      ? [key]
      : Object.keys(localStorage).filter((name) => name.startsWith(`${owner}new-`));
    const entries = names.map((name) => ({ name, ...read(name) })).filter((each) => each.fields);
    const latest = entries.sort((one, other) => other.at - one.at)[0];
    if (!latest) return;
    const has = FIELDS.every((name) => latest.fields[name].trim() === form.elements[name].value.trim());
    if (has) return localStorage.removeItem(latest.name);
    const restore = () => {
      for (const name of FIELDS) form.elements[name].value = latest.fields[name];
      if (latest.base_version) form.elements.base_version.value = latest.base_version;
      if (latest.name !== key) localStorage.removeItem(latest.name);
      form.elements.content.dispatchEvent(new Event("input", { bubbles: true }));
      form.elements.content.focus();
    };
    const discard = () => localStorage.removeItem(latest.name);
    notice(words.kept, [words.restore, restore], [words.forget, discard]);
  }

  /** A form that was sent and answered with a message has arrived. */
  function forgetSent() {
    const sent = sessionStorage.getItem(SENT);
    if (sent && document.querySelector(".flash.done")) {
      localStorage.removeItem(sent);
      sessionStorage.removeItem(SENT);
    }
  }

  form.addEventListener("input", typed);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget) return;
    keep();
    if (!navigator.onLine) return; // the page stays
    isLeaving = true;
    sessionStorage.setItem(SENT, key);
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && present() !== saved) event.preventDefault();
  });
  addEventListener("pagehide", keep);
  addEventListener("pageshow", () => (isLeaving = false));
  const now = () => {
    if (document.visibilityState === "visible" && state.classList.contains("problem")) save();
  };
  for (const name of ["online", "focus"]) addEventListener(name, now);
  document.addEventListener("visibilitychange", now);

  forgetSent();
  offer();
  if (present() === saved) {
    if (form.dataset.post) say("saved");
  } else typed();
  return save;
}
