// Passkeys: the one thing about signing in that only a script can do (W3C Web Authentication).
// A form with data-passkey="get" or "create" asks the browser and sends what it answers.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

async function created(options) {
  const answer = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  return {
    attestationObject: text(answer.response.attestationObject),
    clientDataJSON: text(answer.response.clientDataJSON),
    transports: answer.response.getTransports ? answer.response.getTransports() : [],
    answer,
  };
}

async function shown(options) {
  const answer = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
    },
  });
  const { response } = answer;
  return {
    authenticatorData: text(response.authenticatorData),
    clientDataJSON: text(response.clientDataJSON),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
    answer,
  };
}

async function optionsOf(form) {
  if (!form.dataset.ask) return JSON.parse(form.dataset.options).publicKey;
  const answer = await fetch(form.dataset.ask, {
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
  });
  return (await answer.json()).request_options.publicKey;
}

async function ask(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const make = form.dataset.passkey === "create" ? created : shown;
    const { answer, ...response } = await make(await optionsOf(form));
    form.elements.credential.value = JSON.stringify({
      id: answer.id,
      rawId: text(answer.rawId),
      type: answer.type,
      authenticatorAttachment: answer.authenticatorAttachment,
      clientExtensionResults: answer.getClientExtensionResults(),
      response,
    });
    form.submit();
  } catch {
    // refused by the person, or no passkey here: the other way in stands on the same page
    failed.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const button = form.querySelector("button[type=button]");
    form.hidden = false;
    button.hidden = false;
    button.addEventListener("click", () => ask(form));
  }
}
