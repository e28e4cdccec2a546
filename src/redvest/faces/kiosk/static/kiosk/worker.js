// The service worker of one station's screen: a few pages without a name in them, and their files, without a network.
// Everything else needs the network, and without it the page that says so is shown. Nothing of anybody is ever kept.

const WAIT = 4000; // ms a bad network may take before the kept page is shown

export function keep({ station, pages, files, version }) {
  const name = `kiosk-${station}-${version}`;
  const here = (address) => new URL(address, self.location).href;
  const kept = new Set(pages.map(here));
  const parts = new Set(files.map(here));
  const instead = here(pages.at(-1));
  const home = here(pages[0]);

  self.addEventListener("install", (event) => event.waitUntil(store()));
  self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const address = request.url.split(/[?#]/)[0];
    if (request.method !== "GET") return;
    if (request.mode === "navigate" && address.startsWith(home) && !address.endsWith(".pdf")) event.respondWith(thePage(request, address));
    else if (parts.has(address)) event.respondWith(theFile(request, address));
  });

  async function store() {
    const cache = await caches.open(name);
    await cache.addAll([...kept, ...parts].map((file) => new Request(file, { cache: "reload", credentials: "same-origin" })));
    await self.skipWaiting();
  }

  async function takeOver() {
    for (const old of await caches.keys()) if (old.startsWith(`kiosk-${station}-`) && old !== name) await caches.delete(old);
    await self.clients.claim();
  }

  async function thePage(request, address) {
    const cache = await caches.open(name);
    const known = await cache.match(kept.has(address) ? address : instead);
    try {
      const fresh = await fetch(request, known && AbortSignal.timeout ? { signal: AbortSignal.timeout(WAIT) } : {});
      if (kept.has(address) && fresh.ok && fresh.type === "basic" && !fresh.redirected) await cache.put(address, fresh.clone());
      return fresh.status >= 500 && known && kept.has(address) ? known : fresh;
    } catch (fault) {
      if (known) return known;
      throw fault;
    }
  }

  async function theFile(request, address) {
    return (await (await caches.open(name)).match(address)) ?? fetch(request);
  }
}
