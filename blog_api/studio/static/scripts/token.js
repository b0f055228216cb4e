/** Move the token of a mail's link from behind the # into the form, and out of the history. */

const input = document.querySelector("[data-token-form] [name=token]");
const token = location.hash.slice(1);
if (token) {
  input.value = token;
  const field = input.closest("details") ?? input.closest(".field");
  if (field) field.hidden = true;
  document.querySelector("[data-no-token]")?.remove();
  history.replaceState(null, "", location.pathname);
}
