// The queue's way home: in batches, one sender at a time. What the house answered for leaves this machine.

import { post } from "../redvest/js/post.js";
import { forget, opened, waiting } from "./queue.js";
import { kiosk } from "./words.js";

const BATCH = 50;

// {state: "ok" | "offline" | "ended" | "refused" | "busy", results: Map of nonce to {ok, outcome, text}}
export async function flush() {
  if (!navigator.locks) return send();
  return navigator.locks.request(`redvest-kiosk/${kiosk.station}`, { ifAvailable: true }, (lock) => (lock ? send() : { state: "busy", results: new Map() }));
}

async function send() {
  const results = new Map();
  const rows = await waiting(kiosk.station);
  for (let begun = 0; begun < rows.length; begun += BATCH) {
    const things = (await Promise.all(rows.slice(begun, begun + BATCH).map(opened))).filter(Boolean);
    if (!things.length) continue;
    const told = await post(kiosk.urls.flush, { sent_at: new Date().toISOString(), things });
    if (told.state !== "ok") return { state: told.state, results };
    for (const each of told.body.results) results.set(each.nonce, each);
    await forget(told.body.results.map((each) => each.nonce));
  }
  return { state: "ok", results };
}
