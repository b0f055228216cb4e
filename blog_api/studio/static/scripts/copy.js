/** Buttons that copy the text of another element. */

const live = document.querySelector("[data-live]");

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
    const words = document.createElement("p");
    words.className = "hidden";
    words.textContent = button.dataset.done;
    live.replaceChildren(words);
  });
}
