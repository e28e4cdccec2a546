// Somebody who walks away leaves nothing: ninety seconds without a touch end their turn, and going back shows nothing.

import { kiosk, one, say } from "./words.js";

const IDLE = 90; // seconds; the house forgets who is there after as many
let touched = Date.now();

// A page takes the place of the one before: there is no history to go back to.
export const goTo = (address) => location.replace(address);

async function leave() {
  const form = one("end");
  const body = new URLSearchParams(new FormData(form));
  try {
    await fetch(form.action, { method: "POST", body, redirect: "manual", cache: "no-store" });
  } catch { /* without a network nobody can be known here anyway: the mark has run out */ }
  document.querySelector("main").replaceChildren();
  goTo(kiosk.home);
}

function tick() {
  const left = Math.ceil(IDLE - (Date.now() - touched) / 1000);
  if (left <= 0) { leave(); return; }
  one("left").textContent = say("left", { n: left });
  setTimeout(tick, 500);
}

export function endByItself() {
  if (!one("end")) return;
  for (const kind of ["pointerdown", "keydown", "input"]) addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
  one("end").addEventListener("submit", (event) => { event.preventDefault(); leave(); });
  addEventListener("pageshow", (event) => { if (event.persisted) leave(); });
  tick();
}

export function leaveNoTrail() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || new URL(link.href).origin !== location.origin) return;
    event.preventDefault();
    goTo(link.href);
  });
  document.addEventListener("contextmenu", (event) => event.preventDefault());
  history.pushState(null, "");
  addEventListener("popstate", () => goTo(kiosk.home));
}
