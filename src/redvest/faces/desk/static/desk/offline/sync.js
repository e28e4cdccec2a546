// The queue's way home, for the page and for its service worker: in batches, one sender at a time, nothing dropped.

import { post } from "../../redvest/js/post.js";
import { get, put } from "./store.js";
import { open, settle } from "./queue.js";

const BATCH = 100;

export const csrfOfWorker = async () => (await self.cookieStore?.get("csrftoken"))?.value ?? "";

function sent(row) {
  const { nonce, direction, at, device, code, volunteer, number } = row;
  const who = code ? { code } : number ? { number } : { volunteer };
  return { nonce, direction, at, device, ...who };
}

// Send everything that waits. {state, sent, skew, text}; state as above, and "other" for somebody else's session.
export async function flush({ account, activity, pass, address, csrf }) {
  const work = () => send({ account, activity, pass, address, csrf });
  if (!navigator.locks) return work();
  return navigator.locks.request(`redvest-gate/${activity}`, { ifAvailable: true }, (lock) => (lock ? work() : { state: "busy", sent: 0 }));
}

async function send({ account, activity, pass, address, csrf }) {
  const rows = await open(account, activity);
  let skew = null;
  for (let begun = 0; begun < rows.length; begun += BATCH) {
    const batch = rows.slice(begun, begun + BATCH);
    const told = await post(address, { roster: pass, sent_at: new Date().toISOString(), scans: batch.map(sent) }, csrf);
    if (told.state !== "ok") {
      const state = told.body?.code === "not-your-queue" ? "other" : told.state;
      return { state, sent: begun, skew, text: told.body?.text, code: told.body?.code };
    }
    await settle(told.body.results);
    skew = told.body.skew_seconds;
  }
  if (rows.length) await put("notes", { key: `sent/${account}/${activity}`, at: Date.now(), skew });
  return { state: "ok", sent: rows.length, skew };
}

export const lastSent = (account, activity) => get("notes", `sent/${account}/${activity}`);
