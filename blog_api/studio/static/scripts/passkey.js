/** Passkeys: the browser signs a challenge of the server, and the form takes the result along. */

async function ask(form, path) {
  const body = new URLSearchParams();
  if (form.elements.mfa_token) body.set("mfa_token", form.elements.mfa_token.value);
  const headers = { Accept: "application/json" };
  const response = await fetch(path, { method: "POST", body, headers });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

function sign(kind, options) {
  if (kind === "create") {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    return navigator.credentials.create({ publicKey });
  }
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return navigator.credentials.get({ publicKey });
}

async function run(button) {
  const { form } = button;
  const { passkey: kind, options: path, field } = button.dataset;
  if (kind === "create" && !form.reportValidity()) return;
  const fault = form.querySelector("[data-fault]");
  fault.textContent = "";
  button.disabled = true;
  try {
    const { options, challenge_token: token } = await ask(form, path);
    const credential = await sign(kind, options);
    form.elements[field].value = JSON.stringify(credential);
    if (token && form.elements.challenge_token) form.elements.challenge_token.value = token;
    form.submit();
  } catch {
    // Closed by the person, refused by the device, or no connection: nothing has changed.
    fault.textContent = fault.dataset.fault;
  }
  button.disabled = false;
}

/** Show an element or not, for good: until now it kept its place. */
function settle(part, isShown) {
  part.hidden = !isShown;
  part.dataset.settled = "";
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  const isHere = location.origin === button.dataset.origin;
  const works = isHere && Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
  for (const part of document.querySelectorAll("[data-with-passkeys]")) settle(part, works);
  for (const part of document.querySelectorAll("[data-without-passkeys]")) settle(part, !works);
  button.addEventListener("click", () => run(button));
}
