/** Copy the value of a field. */

const live = document.querySelector("[data-live]");

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // not allowed here; the text is selected, so that it can be copied by hand
    }
    button.textContent = button.dataset.done;
    live.textContent = button.dataset.done;
  });
}
