// What this phone saw, in order, each with a nonce of its own. A row belongs to an account and an activity for good.
// state: waiting (to be sent) · done · refused (the house said why)

import { all, change, drop, get, of, put } from "./store.js";

const AGAIN = 60000; // ms in which the same person, way and manner are the same scan

async function device() {
  const known = await get("notes", "device");
  if (known) return known.value;
  const value = `gate-${crypto.randomUUID().slice(0, 8)}`;
  await put("notes", { key: "device", value });
  return value;
}

export const mine = async (account, activity) =>
  (await of("scans", "activity", activity)).filter((row) => row.account === account).sort((a, b) => a.at.localeCompare(b.at));

// Others' rows on this phone, by account: they stay here until their owner signs in.
export async function others(account, activity) {
  const rows = (await of("scans", "activity", activity)).filter((row) => row.account !== account && isOpen(row));
  return Map.groupBy ? Map.groupBy(rows, (row) => row.account) : rows.reduce((by, row) => by.set(row.account, [...(by.get(row.account) ?? []), row]), new Map());
}

// Keep one scan; resolves when it is on the disk. ``seen`` is {volunteer, code?, number?}; at is the phone's own clock.
export async function add(account, activity, direction, seen) {
  const row = {
    nonce: crypto.randomUUID(), account, activity, direction, at: new Date().toISOString(), device: await device(),
    volunteer: "", code: "", number: "", ...seen, state: "waiting", said: "",
  };
  await put("scans", row);
  return row;
}

export function isRepeat(rows, direction, seen, now = Date.now()) {
  const manner = (row) => [row.volunteer || row.number, row.code ? "code" : "tick", row.direction].join();
  const asked = manner({ volunteer: "", number: "", code: "", ...seen, direction });
  return rows.some((row) => manner(row) === asked && Math.abs(now - Date.parse(row.at)) < AGAIN);
}

export const isOpen = (row) => row.state === "waiting";
export const open = async (account, activity) => (await mine(account, activity)).filter(isOpen);

// Write down what the house answered: [{nonce, ok, outcome, text}].
export async function settle(results) {
  const by = new Map(results.map((each) => [each.nonce, each]));
  await change("scans", [...by.keys()], (row) => {
    const { ok, outcome, text } = by.get(row.nonce);
    return { ...row, state: ok ? "done" : "refused", outcome, said: text };
  });
}

// What was taken in need not stay on a phone once the activity is past.
export async function sweep(activity) {
  const rows = (await all("scans")).filter((row) => row.activity === activity && !isOpen(row));
  await drop("scans", rows.map((row) => row.nonce));
}
