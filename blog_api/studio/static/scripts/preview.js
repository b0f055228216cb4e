/** Live preview: the server renders, in a frame that can do nothing but show. */

const AFTER_MS = 700;
const WIDE = matchMedia("(min-width: 68rem)");

export function startPreview(form) {
  const desk = form.querySelector("[data-desk]");
  const look = form.querySelector("[data-look]");
  const button = form.querySelector("[data-preview]");
  let frame = form.querySelector("[data-frame]");
  let timer = 0;
  let shown = null;
  let count = 0;

  /** Load a new frame behind the present one: nothing flickers, and no history is made. */
  function render() {
    const values = ["title", "content"].map((name) => [name, form.elements[name].value]);
    if (form.elements.shows_images.checked) values.push(["shows_images", "true"]);
    const wanted = JSON.stringify(values);
    if (look.hidden || wanted === shown || !navigator.onLine) return;
    shown = wanted;
    const next = frame.cloneNode();
    next.name = `preview-${(count += 1)}`;
    next.classList.add("next");
    look.append(next);
    const sending = document.createElement("form");
    Object.assign(sending, { method: "post", action: "/studio/editor/preview", target: next.name });
    sending.hidden = true;
    for (const [name, value] of values) {
      const field = document.createElement("textarea");
      Object.assign(field, { name, value });
      sending.append(field);
    }
    document.body.append(sending);
    next.addEventListener("load", () => {
      if (!next.isConnected || !next.classList.contains("next")) return;
      for (const each of [...look.children]) if (each !== next) each.remove();
      next.classList.remove("next");
      frame = next;
    });
    sending.submit();
    sending.remove();
  }

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(render, AFTER_MS);
  };
  function show(is) {
    look.hidden = !is;
    desk.classList.remove("waits");
    desk.classList.toggle("split", is);
    button.setAttribute("aria-pressed", String(is));
    render();
  }
  button.addEventListener("click", () => show(look.hidden));
  form.elements.title.addEventListener("input", soon);
  form.elements.content.addEventListener("input", soon);
  form.elements.shows_images.addEventListener("change", render);
  addEventListener("online", render);
  show(WIDE.matches);
}
