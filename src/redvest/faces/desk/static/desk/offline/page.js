// The gate without a network: what the leader does becomes a row on the disk first, and is sent whenever that is possible.

import { openCamera } from "./camera.js";
import { holder, isOurs, isVenue } from "./codes.js";
import { forgetPages } from "./forget.js";
import { places } from "./people.js";
import { add, isOpen, isRepeat, mine, others, sweep } from "./queue.js";
import { kept, take } from "./roster.js";
import { get } from "./store.js";
import { csrfOfPage } from "../../redvest/js/post.js";
import { flush, lastSent } from "./sync.js";
import { announce, show } from "./view.js";
import { gate, say } from "./words.js";

const { activity, urls } = gate;
const BEAT = 20000; // ms between two looks at the queue
const FRESH = 120000; // ms after which a list is fetched anew while there is a network
const LONGEST = 300000; // ms between two tries on a bad network
const one = (name) => document.querySelector(`[data-${name}]`);

const state = {
  roster: null, rows: [], search: "", net: navigator.onLine, sending: false, last: null, trouble: "", others: "", why: "",
  direction: Date.now() >= Date.parse(gate.ends_at) ? "out" : "in", skew: null, ready: null, tries: 0, notBefore: 0,
};

/* ---- at the gate */
async function record(seen) {
  const { roster, direction } = state;
  if (isRepeat(state.rows, direction, seen)) { announce(say("just", { name: nameOf(seen) }), true); return; }
  const before = places(roster, state.rows).get(seen.volunteer);
  let row;
  try {
    row = await add(roster.pass.account, activity, direction, seen);
  } catch {
    announce(say("not_kept"), false);
    return;
  }
  state.rows.push(row);
  announce(...feedback(seen, before, direction));
  show(state);
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("gate")).catch(() => {});
  if (state.net) send();
}

const nameOf = ({ volunteer, number }) => state.roster.people.find((person) => person.id === volunteer)?.name ?? number ?? say("unnamed");

function feedback(seen, before, direction) {
  const name = nameOf(seen);
  if (seen.number) return [say("number", { number: seen.number }), true];
  if (before === undefined) return [say("stranger"), false];
  if (direction === "in" && before === "here") return [say("already_in", { name }), true];
  if (direction === "out" && before === "none") return [say("not_in_yet", { name }), false];
  return [say(`did_${direction}`, { name }), true];
}

function read(text) {
  const code = text.trim().slice(0, 200);
  if (!code || !state.roster) return;
  const volunteer = holder(code);
  if (volunteer) record({ volunteer, code });
  else if (isVenue(code)) announce(say("venue_code"), false);
  else if (isOurs(code) || !/\d{4}/.test(code.replace(/\s/g, ""))) announce(say("not_a_code"), false);
  else record({ volunteer: "", number: code.replace(/\s/g, "").slice(0, 40) });
}

/* ---- on the way home */
async function send({ asked = false } = {}) {
  if (state.sending || !state.roster || (!asked && Date.now() < state.notBefore)) return;
  if (!state.rows.some(isOpen)) return;
  const { pass } = state.roster;
  state.sending = true;
  show(state);
  let told = { state: "offline" };
  try {
    told = await flush({ account: pass.account, activity, pass, address: urls.scans, csrf: csrfOfPage });
  } finally {
    state.sending = false;
  }
  heard(told);
  await reload();
  if (told.state === "ok" && told.sent) await renew();
}

// What an answer says about the network, the session and the clock.
function heard(told) {
  const failed = told.state === "offline";
  state.tries = failed ? state.tries + 1 : 0;
  state.notBefore = failed ? Date.now() + Math.min(LONGEST, 5000 * 2 ** (state.tries - 1)) : 0;
  state.net = failed ? false : true;
  state.skew = told.skew ?? state.skew;
  const troubles = { ended: say("ended"), other: say("other", { leader: state.roster?.leader ?? "" }), refused: told.text ?? "" };
  state.trouble = troubles[told.state] ?? (failed && navigator.onLine ? say("failed") : "");
  one("sign-in").hidden = !["ended", "other"].includes(told.state);
}

async function reload() {
  if (state.roster) {
    const { account } = state.roster.pass;
    state.rows = await mine(account, activity);
    state.last = await lastSent(account, activity);
    state.others = await othersWords(account);
  }
  show(state);
}

async function othersWords(account) {
  const said = [];
  for (const [owner, rows] of await others(account, activity)) {
    const roster = await get("rosters", `${owner}/${activity}`);
    said.push(say("others", { leader: roster?.leader || say("somebody"), n: rows.length }));
  }
  return said.join("；");
}

// The list anew. Somebody else's session brings their own list; the former queue waits for its owner.
async function renew() {
  const told = await take(activity, urls.roster);
  if (told.state === "ok") { state.roster = told.roster; state.skew = told.roster.skew; }
  else if (told.code === "roster-too-late") { state.why = say("over"); await leave(); }
  else if (told.state === "refused") state.why = told.text;
  if (told.state !== "refused") heard({ ...told, skew: told.roster?.skew });
  await reload();
}

async function leave() {
  await sweep(activity);
  if (state.rows.some(isOpen)) return;
  await forgetPages(activity);
  await (await navigator.serviceWorker?.getRegistration(urls.page))?.unregister();
}

/* ---- the page */
async function install() {
  try {
    await navigator.serviceWorker.register(urls.worker, { type: "module", scope: urls.page, updateViaCache: "none" });
    await navigator.serviceWorker.ready;
    await navigator.storage?.persist?.();
    state.ready = true;
  } catch {
    state.ready = Boolean(navigator.serviceWorker?.controller);
  }
  show(state);
}

function listen() {
  for (const button of document.querySelectorAll("[data-way]")) button.addEventListener("click", () => { state.direction = button.dataset.way; show(state); });
  one("list").addEventListener("click", (event) => {
    const volunteer = event.target.closest("[data-tick]")?.dataset.tick;
    if (volunteer) record({ volunteer });
  });
  one("search").addEventListener("input", (event) => { state.search = event.target.value; show(state); });
  one("typed").addEventListener("submit", (event) => { event.preventDefault(); read(event.target.elements.code.value); event.target.reset(); });
  one("camera").addEventListener("click", () => openCamera(one("camera"), one("frame"), read, () => announce(say("no_camera"), false)));
  one("send").addEventListener("click", () => send({ asked: true }));
  one("renew").addEventListener("click", renew);
  addEventListener("online", () => { state.net = true; state.notBefore = 0; show(state); send(); });
  addEventListener("offline", () => { state.net = false; show(state); });
  addEventListener("beforeunload", (event) => { if (state.rows.some(isOpen)) event.preventDefault(); });
  navigator.serviceWorker?.addEventListener("message", (event) => { if (event.data === "send") send({ asked: true }); });
  setInterval(beat, BEAT);
}

async function beat() {
  if (navigator.onLine && state.rows.some(isOpen)) await send();
  else if (state.net && navigator.onLine && state.roster && !document.hidden && Date.now() - state.roster.at > FRESH) await renew();
  else show(state);
}

state.roster = await kept(activity);
state.skew = state.roster?.skew ?? null;
if (!navigator.mediaDevices?.getUserMedia) one("camera").hidden = true;
listen();
await reload();
install();
if (navigator.onLine) { await renew(); await send({ asked: true }); }
document.documentElement.dataset.gate = "open";
