/** Choosing rows: all of them, a range with Shift, and how many are chosen. */

const bar = document.querySelector("[data-choices]");
const form = bar.closest("form");
const boxes = [...form.querySelectorAll("input[type=checkbox][name=id]")];
const acts = form.querySelectorAll("button[name=do]");
const all = bar.querySelector("[data-all]");
let last = null;

function show() {
  const number = boxes.filter((box) => box.checked).length;
  for (const act of acts) act.disabled = number === 0;
  bar.classList.toggle("waits", number === 0);
  bar.querySelector("[data-count]").textContent = number ? bar.dataset.choices.replace("#", number) : "";
}

form.addEventListener("click", (event) => {
  const place = boxes.indexOf(event.target);
  if (place < 0) return;
  if (event.shiftKey && last !== null) {
    const [from, to] = [place, last].sort((a, b) => a - b);
    for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
  }
  last = place;
  show();
});
all.addEventListener("click", () => {
  const some = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = some;
  show();
});
addEventListener("pageshow", show);
all.hidden = false;
show();
