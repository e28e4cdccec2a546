// A few lines around IndexedDB, for pages that work without a network. A write is answered when it is on the disk,
// not when it was asked for.

const answer = (asked) => new Promise((done, failed) => {
  asked.onsuccess = () => done(asked.result);
  asked.onerror = () => failed(asked.error);
});

// The stores of one database; ``build`` makes them the first time: build(database).
export function storesIn(name, build) {
  let opened;

  function open() {
    opened ??= new Promise((done, failed) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => build(asked.result);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => { opened = undefined; failed(asked.error); };
    });
    return opened;
  }

  // Do something with one store; what it wrote is kept whole or not at all.
  async function within(store, mode, work) {
    const database = await open();
    const transaction = database.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : {});
    const kept = new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onerror = transaction.onabort = () => failed(transaction.error);
    });
    const result = await work(transaction.objectStore(store));
    await kept;
    return result;
  }

  return {
    get: (store, key) => within(store, "readonly", (rows) => answer(rows.get(key))),
    all: (store) => within(store, "readonly", (rows) => answer(rows.getAll())),
    of: (store, index, value) => within(store, "readonly", (rows) => answer(rows.index(index).getAll(value))),
    put: (store, value) => within(store, "readwrite", (rows) => answer(rows.put(value))),
    drop: (store, keys) => within(store, "readwrite", async (rows) => {
      for (const key of keys) rows.delete(key);
    }),
    // Change several rows at once; ``alter`` gets a row and returns what it becomes.
    change: (store, keys, alter) => within(store, "readwrite", async (rows) => {
      for (const key of keys) {
        const row = await answer(rows.get(key));
        if (row) rows.put(alter(row));
      }
    }),
  };
}
