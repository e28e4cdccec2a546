// Asking for help. It is on the disk before the screen says so, and is sent when that is possible.

import { send, show } from "./net.js";
import { add } from "./queue.js";
import { kiosk, one, say } from "./words.js";

const form = one("help");
let asking = false;

function tell(text, good) {
  one("said").textContent = text;
  one("said").classList.toggle("bad", !good);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!kiosk.paired || asking || !event.submitter) return;
  const phone = one("focus").value.normalize("NFKC").replace(/[\s-]/g, "");
  if (phone && !/^1[3-9]\d{9}$/.test(phone)) { tell(say("no_phone"), false); return; }
  asking = true;
  try {
    const row = await add(kiosk.station, { kind: "help", what: event.submitter.value, phone });
    form.reset();
    form.hidden = true;
    tell(`${say("kept_help")}。${say("later")}`, true);
    await show();
    if (navigator.onLine && (await send()).results.get(row.nonce)?.ok) tell(say("done_help"), true);
  } catch {
    tell(say("not_kept"), false);
  }
  asking = false;
});
