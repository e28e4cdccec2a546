// What the gate keeps on this device.
// scans: what was seen, by nonce. rosters: the list, by account and activity. notes: this device's id, who was last here.

import { storesIn } from "../../redvest/js/indexed.js";

export const { get, all, of, put, drop, change } = storesIn("redvest-gate", (database) => {
  database.createObjectStore("scans", { keyPath: "nonce" }).createIndex("activity", "activity");
  database.createObjectStore("rosters", { keyPath: "key" });
  database.createObjectStore("notes", { keyPath: "key" });
});
