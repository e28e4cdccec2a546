// The code that changes by itself, and the camera that reads codes. Typing the number always works instead.

/* ---- showing: fetch the next code before this one runs out */
function rotate(box) {
  const bar = box.querySelector("progress");
  const stale = box.querySelector("[data-qr-stale]");
  let period = Number(box.dataset.period) || 20;
  let until = Date.now() + 1000 * (Number(box.dataset.expiresIn) || period);
  let asking = false;

  async function renew() {
    asking = true;
    try {
      const answer = await fetch(box.dataset.url, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = await answer.json();
      box.querySelector("[data-qr-image]").innerHTML = fresh.svg;
      period = fresh.period || period;
      until = Date.now() + 1000 * fresh.expires_in;
      show(false);
    } catch {
      show(Date.now() > until);
      await new Promise((done) => setTimeout(done, 2000));
    }
    asking = false;
  }

  function show(old) {
    box.classList.toggle("stale", old);
    if (stale) stale.hidden = !old;
  }

  setInterval(() => {
    const left = (until - Date.now()) / 1000;
    if (bar) bar.value = Math.max(0, Math.min(100, (100 * left) / period));
    if (left < 2 && !asking && !document.hidden) renew();
  }, 500);
}

document.querySelectorAll("[data-qr]").forEach(rotate);

/* ---- reading */
async function send(form, said, lost) {
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json", "X-Requested-With": "fetch" },
    });
    const told = await answer.json();
    said.textContent = told.text;
    said.classList.toggle("due", !told.ok);
    navigator.vibrate?.(told.ok ? 80 : [60, 60, 60]);
    return told;
  } catch {
    said.textContent = lost;
    said.classList.add("due");
  }
  return { ok: false, text: lost };
}

/* What was wrong with a typed number is said below it, and the number stays to be looked at again. */
function blame(form, told) {
  const field = form.querySelector("#scan-code");
  form.querySelector(".errs")?.remove();
  field.toggleAttribute("aria-invalid", false);
  if (told.ok) { form.reset(); field.value = ""; return; }
  const fault = document.createElement("p");
  fault.className = "errs";
  fault.textContent = told.text;
  field.after(fault);
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

async function openCamera(box) {
  const form = box.querySelector("form");
  const field = form.querySelector("#scan-code");
  const said = box.querySelector("[data-said]");
  const frame = box.querySelector(".scan");
  const start = box.querySelector("[data-scan-start]");
  let last = "";
  let lastAt = 0;

  async function found(code) {
    if (code === last && Date.now() - lastAt < 4000) return;
    last = code;
    lastAt = Date.now();
    field.value = code;
    if (!("stay" in box.dataset)) { scanner.stop(); form.requestSubmit(); return; }
    await send(form, said, said.dataset.lost);
    field.value = "";
    lastAt = Date.now();
  }

  let scanner;
  try {
    const { default: QrScanner } = await import(new URL(box.dataset.lib, document.baseURI).href);
    frame.hidden = false;
    scanner = new QrScanner(frame.querySelector("video"), (result) => found(result.data), { maxScansPerSecond: 8, preferredCamera: "environment" });
    await scanner.start();
    start.hidden = true;
  } catch {
    scanner?.destroy();
    frame.hidden = true;
    said.textContent = said.dataset.denied;
    field.focus();
  }
}

for (const box of document.querySelectorAll("[data-scanner]")) {
  const form = box.querySelector("form");
  const said = box.querySelector("[data-said]");
  if ("stay" in box.dataset) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const told = await send(form, said, said.dataset.lost);
      blame(form, told);
      if (!told.ok) said.textContent = "";
    });
  }
  if (!navigator.mediaDevices?.getUserMedia) continue;
  const start = box.querySelector("[data-scan-start]");
  start.hidden = false;
  start.addEventListener("click", () => openCamera(box));
}

/* ---- a place beside the code, only on forms of people who agreed to it; without one the form goes as it is */
for (const form of document.querySelectorAll("form[data-locate]")) {
  if (!navigator.geolocation) continue;
  const put = (at) => {
    form.elements.lon.value = at.coords.longitude;
    form.elements.lat.value = at.coords.latitude;
    form.elements.accuracy.value = at.coords.accuracy;
  };
  navigator.geolocation.watchPosition(put, () => {}, { enableHighAccuracy: true, maximumAge: 10000, timeout: 15000 });
}
