// Coming and going. What is scanned or typed is on the disk before the screen says so, and is sent when that is possible.

import { isOnline, send, show } from "./net.js";
import { add } from "./queue.js";
import { kiosk, one, say, timeOfDay } from "./words.js";

const CODE = /^RV1\.[VC]\.[\w-]+\.[0-9a-f]+(\.[\w-]*){1,2}$/;
const AGAIN = 60000; // ms in which the same card the same way is the same visit
const just = new Map();
let way = "in";

function tell(text, good) {
  const said = one("said");
  said.textContent = text;
  said.classList.toggle("bad", !good);
}

// What to do next, for whom the house found no place at an activity here.
function offer(shown) {
  one("unlisted").hidden = !shown;
}

function read(text) {
  const plain = text.trim().normalize("NFKC");
  if (CODE.test(plain)) return { code: plain };
  const number = plain.replace(/[\s-]/g, "");
  return /^\d{12}$/.test(number) ? { number } : null;
}

async function record(seen) {
  const same = `${way} ${seen.code ?? seen.number}`;
  if (Date.now() - (just.get(same) ?? 0) < AGAIN) { tell(say("just"), true); return; }
  let row;
  try {
    row = await add(kiosk.station, { kind: "presence", direction: way, ...seen });
  } catch {
    tell(say("not_kept"), false);
    return;
  }
  just.set(same, Date.now());
  const kept = say(`kept_${way}`, { time: timeOfDay(row.at) });
  tell(isOnline() ? kept : `${kept}。${say("later")}`, true);
  await show();
  if (navigator.onLine && !hear(row, way, kept, await send())) just.delete(same); // who was refused may come again
}

// Says what became of it; whether it stands, or may yet.
function hear(row, asked, kept, told) {
  const answer = told.results.get(row.nonce);
  if (!answer) tell(`${kept}。${say("later")}`, true);
  else if (answer.outcome === "not-on-roster") { tell(say("unlisted"), false); offer(true); }
  else if (!answer.ok) tell(say("refused", { why: answer.text }), false);
  else tell(answer.outcome === "not-checked-in" ? say("waits") : say(`done_${asked}`), true);
  return !answer || answer.ok;
}

for (const button of document.querySelectorAll("[data-way]")) {
  button.addEventListener("click", () => {
    way = button.dataset.way;
    for (const each of document.querySelectorAll("[data-way]")) each.setAttribute("aria-pressed", String(each === button));
    one("focus").focus();
  });
}

one("call").addEventListener("click", async () => {
  offer(false);
  try {
    const row = await add(kiosk.station, { kind: "help", what: "check-in", phone: "" });
    tell(say("kept_help"), true);
    await show();
    if (navigator.onLine && (await send()).results.get(row.nonce)?.ok) tell(say("done_help"), true);
  } catch {
    tell(say("not_kept"), false);
  }
});

one("seen").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!kiosk.paired) return;
  const field = one("focus");
  const seen = read(field.value);
  field.value = "";
  field.focus();
  offer(false);
  if (seen) record(seen);
  else tell(say("not_a_code"), false);
});
