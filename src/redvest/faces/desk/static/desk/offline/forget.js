// Signing out takes the list off this phone, and the pages kept for it. What is not sent yet has no names and stays.

import { all, change, drop } from "./store.js";
import { isOpen } from "./queue.js";

export async function forgetPages(activity = "") {
  for (const name of await self.caches?.keys() ?? []) if (name.startsWith(`gate-${activity}`)) await caches.delete(name);
}

export async function forget() {
  const waiting = new Set((await all("scans")).filter(isOpen).map((row) => `${row.account}/${row.activity}`));
  const rosters = await all("rosters");
  await change("rosters", rosters.map((row) => row.key), (row) => ({ ...row, people: [] }));
  await drop("rosters", rosters.filter((row) => !waiting.has(row.key)).map((row) => row.key));
  await drop("scans", (await all("scans")).filter((row) => !isOpen(row)).map((row) => row.nonce));
  await forgetPages();
  for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) await worker.unregister();
}
