// Subscribes this browser to notices. Where a browser cannot, the box stays hidden.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function subscribe(box) {
  const worker = await navigator.serviceWorker.register(box.dataset.worker, { scope: "/me/" });
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(box.dataset.key) });
  const body = new URLSearchParams({
    endpoint: made.endpoint, p256dh: text(made.getKey("p256dh")), auth: text(made.getKey("auth")),
    label: navigator.userAgentData?.platform ?? navigator.platform ?? "",
  });
  const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(box.dataset.send, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
  if (!answer.ok) throw new Error((await answer.json()).text);
  location.reload();
}

const box = document.querySelector("[data-push]");
if (box && "serviceWorker" in navigator && "PushManager" in window) {
  box.hidden = false;
  box.querySelector("[data-push-go]").addEventListener("click", async () => {
    const said = box.querySelector("[data-push-said]");
    said.hidden = true;
    try {
      await subscribe(box);
    } catch (fault) {
      said.textContent = fault.name === "Error" ? fault.message : box.dataset.failed;
      said.hidden = false;
    }
  });
}
