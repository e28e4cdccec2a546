// The signed list on this phone: fetched while there is a network, thrown away a day after the end.

import { all, change, get, put } from "./store.js";
import { csrfOfPage, post } from "../../redvest/js/post.js";
import { offBy } from "./clock.js";

export const keyOf = (account, activity) => `${account}/${activity}`;

// The list of whoever was here last, if it may still be kept.
export async function kept(activity, now = Date.now()) {
  const last = await get("notes", `last/${activity}`);
  const found = last && await get("rosters", keyOf(last.account, activity));
  if (!found) return null;
  if (now < Date.parse(found.pass.keep_until)) return found;
  await forgetList(found.key);
  return null;
}

// Fetch the list anew. {state: "ok" | "offline" | "ended" | "refused", roster, code, text}
export async function take(activity, address) {
  const before = Date.now();
  const { state, body } = await post(address, {}, csrfOfPage);
  if (state !== "ok") return { state, code: body?.code, text: body?.text };
  const { pass, people, leader, now } = body;
  const key = keyOf(pass.account, activity);
  const found = { key, activity, pass, people, leader, at: before, skew: offBy(now, before, Date.now()) };
  await put("rosters", found);
  await put("notes", { key: `last/${activity}`, account: pass.account });
  // One list at a time: whoever used this phone before does not leave names behind, only what is waiting to be sent.
  for (const row of await all("rosters")) if (row.activity === activity && row.key !== key) await forgetList(row.key);
  return { state: "ok", roster: found };
}

// People's names leave; the pass stays as long as scans are waiting for it.
export async function forgetList(key) {
  await change("rosters", [key], (row) => ({ ...row, people: [] }));
}
