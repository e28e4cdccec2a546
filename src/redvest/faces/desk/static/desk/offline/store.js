// A few lines around IndexedDB. A write is answered when it is on the disk, not when it was asked for.
// scans: what was seen, by nonce. rosters: the list, by account and activity. notes: this device's id, who was last here.

const NAME = "redvest-gate";
let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("scans", { keyPath: "nonce" }).createIndex("activity", "activity");
      asked.result.createObjectStore("rosters", { keyPath: "key" });
      asked.result.createObjectStore("notes", { keyPath: "key" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => { opened = undefined; failed(asked.error); };
  });
  return opened;
}

const answer = (asked) => new Promise((done, failed) => {
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});

// Do something with one store; what it wrote is kept whole or not at all.
async function within(name, mode, work) {
  const database = await open();
  const transaction = database.transaction(name, mode, mode === "readwrite" ? { durability: "strict" } : {});
  const kept = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onerror = transaction.onabort = () => failed(transaction.error);
  });
  const result = await work(transaction.objectStore(name));
  await kept;
  return result;
}

export const get = (name, key) => within(name, "readonly", (store) => answer(store.get(key)));
export const all = (name) => within(name, "readonly", (store) => answer(store.getAll()));
export const of = (name, index, value) => within(name, "readonly", (store) => answer(store.index(index).getAll(value)));
export const put = (name, value) => within(name, "readwrite", (store) => answer(store.put(value)));

export const drop = (name, keys) => within(name, "readwrite", async (store) => {
  for (const key of keys) store.delete(key);
});

// Change several rows at once; ``change`` gets a row and returns what it becomes.
export const change = (name, keys, alter) => within(name, "readwrite", async (store) => {
  for (const key of keys) {
    const row = await answer(store.get(key));
    if (row) store.put(alter(row));
  }
});
