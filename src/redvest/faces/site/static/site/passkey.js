// Passkeys: ask the house, ask the device, send what it said. Without a device that can, the box stays hidden.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function given(options) {
  const asked = options.publicKey;
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    for (const each of asked[list] ?? []) each.id = bytes(each.id);
  }
  return { publicKey: asked };
}

function said(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function post(address, body) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(address, {
    method: "POST", body, headers: { "X-CSRFToken": token, "Content-Type": "application/json", Accept: "application/json" },
  });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.text);
  return told;
}

async function go(box) {
  const words = box.querySelector("[data-passkey-said]");
  words.hidden = true;
  try {
    const options = given(await post(box.dataset.ask, "{}"));
    const work = box.dataset.passkey === "add" ? "create" : "get";
    const told = await post(box.dataset.send, JSON.stringify(said(await navigator.credentials[work](options))));
    location.assign(told.next);
  } catch (fault) {
    words.textContent = fault.name === "Error" ? fault.message : box.dataset.failed;
    words.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("[data-passkey]").forEach((box) => {
    box.hidden = false;
    box.querySelector("[data-passkey-go]").addEventListener("click", () => go(box));
  });
}
