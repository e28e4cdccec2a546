// Every page of a screen: sends what waits, ends by itself, and keeps what a day without a network needs.

import { endByItself, goTo, leaveNoTrail } from "./idle.js";
import { keepFocus, setUpKeypads } from "./keypad.js";
import { keepSending } from "./net.js";
import { sayWhenSilent } from "./read.js";
import { kiosk, one } from "./words.js";

const RENEW = 600000; // ms after which the start page looks for a newer one

async function install() {
  try {
    await navigator.serviceWorker.register(kiosk.urls.worker, { type: "module", scope: kiosk.home, updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    await navigator.storage?.persist?.();
    document.documentElement.dataset.kept = "1";
  } catch { /* without a worker the screen works while there is a network */ }
}

setUpKeypads();
keepFocus();
leaveNoTrail();
endByItself();
sayWhenSilent();
if (kiosk.paired) {
  install();
  await keepSending();
}
if (one("start") && kiosk.paired) setTimeout(() => { if (navigator.onLine) goTo(kiosk.home); else location.reload(); }, RENEW);
document.documentElement.dataset.kiosk = "open";
