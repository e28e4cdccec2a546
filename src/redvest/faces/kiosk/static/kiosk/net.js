// The line at the foot: whether there is a network and what waits; and the beat that sends it.

import { waiting } from "./queue.js";
import { flush } from "./send.js";
import { kiosk, one, say } from "./words.js";

const BEAT = 15000; // ms between two looks at the queue
let reached = navigator.onLine;

export const isOnline = () => reached;

export async function show() {
  const count = await waiting(kiosk.station).then((rows) => rows.length, () => 0);
  one("net").textContent = say(reached ? "online" : "offline");
  one("queue").textContent = count ? say("waiting", { n: count }) : say("nothing");
}

// Send what waits; the answers by nonce.
export async function send() {
  const told = await flush();
  if (told.state !== "busy") reached = told.state !== "offline" && navigator.onLine;
  await show();
  return told;
}

export function keepSending() {
  addEventListener("online", () => { reached = true; send(); });
  addEventListener("offline", () => { reached = false; show(); });
  setInterval(send, BEAT);
  return send();
}
