// The service worker of one activity's gate: serves the page and its files without a network, and nothing else.
// Only these are ever kept: the page (no names in it) and the static files on its list. Everything else passes by.

import { csrfOfWorker, flush } from "./sync.js";
import { all, get } from "./store.js";

const WAIT = 4000; // ms a bad network may take before the kept page is shown

export function keep({ page, files, version, urls, activity }) {
  const name = `gate-${activity}-${version}`;
  const kept = new Set(files.map((file) => new URL(file, self.location).href));
  const home = new URL(page, self.location).href;

  self.addEventListener("install", (event) => event.waitUntil(store()));
  self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const address = request.url.split(/[?#]/)[0];
    if (request.method !== "GET") return;
    if (request.mode === "navigate" && address === home) event.respondWith(thePage(request));
    else if (kept.has(address)) event.respondWith(theFile(request, address));
  });
  self.addEventListener("sync", (event) => { if (event.tag === "gate") event.waitUntil(send()); });

  async function store() {
    const cache = await caches.open(name);
    await cache.addAll([home, ...kept].map((file) => new Request(file, { cache: "reload", credentials: "same-origin" })));
    await self.skipWaiting();
  }

  async function takeOver() {
    for (const old of await caches.keys()) if (old.startsWith(`gate-${activity}-`) && old !== name) await caches.delete(old);
    await self.clients.claim();
  }

  // The network's page while it answers soon; a redirect (to sign in) only where nothing is kept.
  async function thePage(request) {
    const cache = await caches.open(name);
    const known = await cache.match(home);
    try {
      const fresh = await fetch(request, known && AbortSignal.timeout ? { signal: AbortSignal.timeout(WAIT) } : {});
      if (fresh.ok && fresh.type === "basic" && !fresh.redirected) await cache.put(home, fresh.clone());
      return fresh.type === "opaqueredirect" && known && await somethingWaits() ? known : fresh.status >= 500 && known ? known : fresh;
    } catch (fault) {
      if (known) return known;
      throw fault;
    }
  }

  async function theFile(request, address) {
    const found = await (await caches.open(name)).match(address);
    return found ?? fetch(request);
  }

  async function somethingWaits() {
    return (await all("scans")).some((row) => row.activity === activity && row.state === "waiting");
  }

  // An open page sends by itself and tells its leader; with none open the worker sends for it.
  async function send() {
    const open = (await self.clients.matchAll({ type: "window" })).filter((client) => client.url.startsWith(home));
    if (open.length) { for (const client of open) client.postMessage("send"); return; }
    const last = await get("notes", `last/${activity}`);
    const roster = last && await get("rosters", `${last.account}/${activity}`);
    if (!roster) return;
    const told = await flush({ account: last.account, activity, pass: roster.pass, address: urls.scans, csrf: csrfOfWorker });
    if (told.state === "offline") throw new Error("the network went again: the browser tries later");
  }
}
