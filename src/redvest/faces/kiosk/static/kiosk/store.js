// What a screen keeps on its machine. queue: what was done here and is not sent, sealed. notes: the key that seals it,
// which the browser itself cannot hand out.

import { storesIn } from "../redvest/js/indexed.js";

export const { get, all, put, drop } = storesIn("redvest-kiosk", (database) => {
  database.createObjectStore("queue", { keyPath: "nonce" });
  database.createObjectStore("notes", { keyPath: "key" });
});
