/** Images that are pasted, dropped or chosen: uploaded, then written into the text. */
import { write } from "./tools.js";

export function startImages(form, words, notice) {
  const area = form.elements.content;
  const paper = area.closest(".paper");
  const chooser = form.querySelector("[data-file]");
  const picturesIn = (files) => [...(files ?? [])].filter((file) => file.type.startsWith("image/"));

  async function upload(file) {
    const body = new FormData();
    body.append("file", file, file.name || "image");
    const headers = { Accept: "application/json" };
    const response = await fetch("/studio/editor/images", { method: "POST", body, headers });
    if (!response.ok) throw new Error(response.status);
    const alt = file.name.replace(/\.\w+$/, "").replace(/[[\]\\]/g, "");
    write(area, `![${alt}](${(await response.json()).url})`);
  }

  async function take(files) {
    for (const file of files) {
      notice(words.uploading);
      try {
        await upload(file);
        notice(words.uploaded);
      } catch {
        notice(words.notUploaded);
      }
    }
  }

  area.addEventListener("paste", (event) => {
    const files = picturesIn(event.clipboardData.files);
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
  area.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    paper.classList.add("over");
  });
  area.addEventListener("dragleave", () => paper.classList.remove("over"));
  area.addEventListener("drop", (event) => {
    paper.classList.remove("over");
    const files = picturesIn(event.dataTransfer.files);
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    take(files);
  });
  chooser.addEventListener("change", () => {
    take(picturesIn(chooser.files)).then(() => (chooser.value = ""));
  });
}
