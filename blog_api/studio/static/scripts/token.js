/**
 * Move the token of a mail's link from behind the # into the form, and out of the history.
 *
 * A form with a name in `data-token-form` keeps its token for a reload: in this tab, until it is closed.
 */

const form = document.querySelector("[data-token-form]");
const input = form.elements.token;
const name = form.dataset.tokenForm;

/** Call with the storage of this tab; a browser that blocks it keeps nothing. */
function withStorage(act) {
  try {
    return name ? act(sessionStorage) : null;
  } catch {
    return null;
  }
}

function takeToken() {
  const sent = location.hash.slice(1);
  if (sent) history.replaceState(null, "", location.pathname);
  const isRefused = !sent && input.hasAttribute("aria-invalid");
  if (sent) withStorage((storage) => storage.setItem(name, sent));
  if (isRefused) withStorage((storage) => storage.removeItem(name));
  const token = sent || withStorage((storage) => storage.getItem(name));
  if (!token) return;
  input.value = token;
  const field = input.closest("details") ?? input.closest(".field");
  if (field) field.hidden = true;
  document.querySelector("[data-no-token]")?.remove();
}

takeToken();
addEventListener("hashchange", takeToken); // another link, opened in the same tab
