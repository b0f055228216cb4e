/** Lists with boxes: one box for all, and the number of chosen rows on the button. */

for (const form of document.querySelectorAll("form[data-select]")) {
  const all = form.querySelector("[data-all]");
  const button = form.querySelector(".bulk button");
  if (!all || !button) continue;
  const boxes = [...form.querySelectorAll("input[name=id]")];
  const words = button.textContent;
  const show = () => {
    const number = boxes.filter((box) => box.checked).length;
    button.disabled = number === 0;
    button.textContent = number ? `${words} (${number})` : words;
    all.checked = number === boxes.length;
    all.indeterminate = number > 0 && number < boxes.length;
  };
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  form.addEventListener("change", show);
  addEventListener("pageshow", show);
  show();
}
