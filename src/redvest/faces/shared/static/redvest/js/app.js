// What every page may do with scripts on; everything here also works, or is simply not shown, without them.

const root = document.documentElement;
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/* ---- elder view and theme: the links' own address does the same with a reload */
function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=31536000; SameSite=Lax${secure}`;
}

function switchTheme(link, event) {
  const asked = new URL(link.href).searchParams.get("theme");
  event.preventDefault();
  remember("theme", asked);
  root.dataset.theme = asked;
  location.reload();
}

for (const link of all('[data-pref="theme"]')) link.addEventListener("click", (event) => switchTheme(link, event));

/* ---- reading aloud, block by block, so that it can stop at once and long pages are not cut off */
const BLOCKS = "h1,h2,h3,p,li,dt,dd,th,td,label,legend,.stat > *,.chip,.state";

function sayable(main) {
  const seen = [];
  for (const node of all(BLOCKS, main)) {
    if (node.closest("[hidden],[aria-hidden=true],.leaflet-container,dialog") || seen.some((one) => one.contains(node))) continue;
    if (node.innerText.trim()) seen.push(node);
  }
  return seen;
}

function setUpReading(button) {
  if (!("speechSynthesis" in window)) return;
  const words = button.textContent;
  let reading = false;
  const stop = () => {
    reading = false;
    speechSynthesis.cancel();
    button.setAttribute("aria-pressed", "false");
    button.textContent = words;
  };
  const next = (queue) => {
    if (!reading) return;
    if (!queue.length) { stop(); return; }
    const said = new SpeechSynthesisUtterance(queue.shift().innerText.replace(/\s+/g, "，"));
    said.lang = root.lang.startsWith("zh") ? "zh-CN" : root.lang;
    said.rate = root.dataset.elder ? 0.85 : 1;
    said.onend = said.onerror = () => next(queue);
    speechSynthesis.speak(said);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (reading) { stop(); return; }
    reading = true;
    button.setAttribute("aria-pressed", "true");
    button.textContent = button.dataset.stop;
    next(sayable(document.getElementById("main")));
  });
  addEventListener("pagehide", stop);
}

all("[data-read]").forEach(setUpReading);

/* ---- good news leaves by itself, unless somebody is on it; faults stay */
function fade(toast) {
  const leave = () => { if (toast.matches(":hover,:focus-within")) setTimeout(leave, 3000); else toast.remove(); };
  setTimeout(leave, root.dataset.elder ? 20000 : 9000);
}
all("[data-fade]").forEach(fade);
document.querySelector("[data-focus]")?.focus();

/* ---- one question before what cannot be taken back */
const dialog = document.querySelector("[data-ask]");

function ask(button) {
  const yes = dialog.querySelector('[value="yes"]');
  dialog.querySelector("p").textContent = button.dataset.confirm;
  yes.textContent = button.dataset.confirmYes || yes.dataset.yes;
  dialog.onclick = (event) => {
    const answer = event.target.closest("button")?.value;
    if (!answer) return;
    dialog.close();
    if (answer !== "yes") return;
    button.dataset.asked = "1";
    button.click();
  };
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || !dialog?.showModal) return;
  if (button.dataset.asked) { delete button.dataset.asked; return; }
  if (button.form && !button.form.noValidate && !button.formNoValidate && !button.form.reportValidity()) { event.preventDefault(); return; }
  event.preventDefault();
  ask(button);
});

/* ---- a form is sent once; coming back by the back button opens it again. One that is answered by a file opens at
   once: the page stays, and another file may be wanted */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  delete form.dataset.changed;
  if (event.submitter) event.submitter.dataset.busy = "";
  setTimeout(() => reopen(form), "download" in form.dataset ? 1000 : 15000);
});

function reopen(form) {
  delete form.dataset.sent;
  all("[data-busy]", form).forEach((button) => delete button.dataset.busy);
}
addEventListener("pageshow", (event) => { if (event.persisted) all("form").forEach(reopen); });

/* ---- half-filled desk forms are not lost by a slip */
for (const form of all("form[data-guard]")) form.addEventListener("input", () => { form.dataset.changed = "1"; });
addEventListener("beforeunload", (event) => { if (document.querySelector("form[data-changed]")) event.preventDefault(); });

/* ---- of a row of tabs that scrolls, the one that is on shows */
for (const tab of all(".picks.scroll [aria-current]")) {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
}

/* ---- one tick for all of a list */
for (const whole of all("[data-tick-all]")) {
  whole.closest("[hidden]")?.removeAttribute("hidden");
  const boxes = all(`input[type="checkbox"][name="${whole.dataset.tickAll}"]`);
  whole.addEventListener("change", () => boxes.forEach((box) => { box.checked = whole.checked; }));
}

/* ---- near me, print, copy */
function goNear(button) {
  const url = new URL(button.dataset.near || button.href || location.href, location.href);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      url.searchParams.set("near", `${coords.longitude.toFixed(3)},${coords.latitude.toFixed(3)}`);
      location.assign(url);
    },
    () => { button.disabled = true; if (button.dataset.refused) button.textContent = button.dataset.refused; },
    { maximumAge: 300000, timeout: 10000 },
  );
}

for (const button of all("[data-near]")) {
  if (!navigator.geolocation) continue;
  button.hidden = false;
  button.addEventListener("click", (event) => { event.preventDefault(); goNear(button); });
}
for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
for (const button of all("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    if (button.dataset.copied) button.textContent = button.dataset.copied;
  });
}
