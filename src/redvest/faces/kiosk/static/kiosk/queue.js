// What was done here, in order, until the house has answered for it; then it is gone from this machine.
// A row is {nonce, station, at, iv, sealed}: whose card it was or who asked for help can be read with this browser's key alone.

import { all, drop, get, put } from "./store.js";

const PLAIN = new TextEncoder();

async function key() {
  const known = await get("notes", "key");
  if (known) return known.value;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await put("notes", { key: "key", value: made });
  return (await get("notes", "key")).value;
}

// Keep one thing; resolves when it is on the disk.
export async function add(station, thing) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const at = new Date().toISOString();
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), PLAIN.encode(JSON.stringify(thing)));
  const row = { nonce: crypto.randomUUID(), station, at, iv, sealed };
  await put("queue", row);
  return row;
}

export async function waiting(station) {
  const rows = (await all("queue")).filter((row) => row.station === station);
  return rows.sort((a, b) => a.at.localeCompare(b.at));
}

// A row as the house takes it; null for one that this browser can no longer read.
export async function opened({ nonce, at, iv, sealed }) {
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), sealed);
    return { ...JSON.parse(new TextDecoder().decode(plain)), nonce, at };
  } catch {
    return null;
  }
}

export const forget = (nonces) => drop("queue", nonces);
