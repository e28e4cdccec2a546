// What the page shows. It reads a state and writes the document; nothing here keeps or sends.

import { age, offWords, timeOfDay } from "./clock.js";
import { counts, find, inOrder, places } from "./people.js";
import { isOpen } from "./queue.js";
import { say } from "./words.js";

const MOST = 60; // rows drawn at once; a longer list is for searching
const KINDS = { none: "wait", here: "ok", gone: "off" };
const one = (name) => document.querySelector(`[data-${name}]`);

function write(name, text) {
  const node = one(name);
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

export function announce(text, good) {
  const said = one("said");
  said.textContent = text;
  said.classList.toggle("due", !good);
  navigator.vibrate?.(good ? 80 : [60, 60, 60]);
}

function element(tag, text = "", className = "") {
  const node = document.createElement(tag);
  node.textContent = text;
  node.className = className;
  return node;
}

function row(person, place, direction) {
  const line = element("li");
  const who = element("div");
  who.append(element("b", person.name), " ", element("span", `${say("tail")} ${person.tail || "—"}`, "soft num"), element("p", person.post, "soft"), element("span", say(place), `state ${KINDS[place]}`));
  const acts = element("div", "", "acts");
  const word = direction === "in" && place === "gone" ? say("again") : say(direction);
  const button = element("button", word, "btn q");
  button.type = "button";
  button.dataset.tick = person.id;
  button.setAttribute("aria-label", `${word}：${person.name}`);
  acts.append(button);
  line.append(who, acts);
  return line;
}

function showList({ roster, rows, direction, search }) {
  const where = places(roster, rows);
  const found = inOrder(find(roster.people, search), where, direction);
  one("list").replaceChildren(...found.slice(0, MOST).map((person) => row(person, where.get(person.id), direction)));
  one("list").hidden = !found.length;
  const empty = !roster.people.length ? say("list_empty") : say("nobody_found", { text: search });
  write("list-said", found.length > MOST ? say("more", { n: found.length - MOST }) : found.length ? "" : empty);
  const tally = counts(where);
  for (const name of ["came", "here", "gone", "all"]) for (const node of document.querySelectorAll(`[data-count="${name}"]`)) node.textContent = tally[name];
}

function showRefused({ roster, rows }) {
  const names = new Map(roster.people.map((person) => [person.id, person.name]));
  const refused = rows.filter((each) => each.state === "refused");
  one("refused-box").hidden = !refused.length;
  one("refused").replaceChildren(...refused.map((each) => {
    const line = element("li");
    const who = element("div");
    const name = names.get(each.volunteer) || each.number || say("unnamed");
    who.append(element("b", name), element("p", `${timeOfDay(each.at)} ${say(each.direction)}`, "soft num"), element("p", each.said));
    line.append(who);
    return line;
  }));
}

// Ways out that the house has taken in, but whose way in it does not know yet.
function waitingForWayIn(roster, rows) {
  const unseen = new Set(roster.people.filter((person) => person.state === "none").map((person) => person.id));
  return rows.filter((each) => each.outcome === "not-checked-in" && each.state === "done" && unseen.has(each.volunteer)).length;
}

export function show(state) {
  const { rows, roster, direction, net, sending, last, trouble, others, ready } = state;
  const open = rows.filter(isOpen);
  const later = roster ? waitingForWayIn(roster, rows) : 0;
  for (const button of document.querySelectorAll("[data-way]")) button.setAttribute("aria-pressed", String(button.dataset.way === direction));
  write("net", say(net ? "online" : "offline"));
  one("net").classList.toggle("wait", !net);
  one("net").classList.toggle("ok", net);
  write("queue", sending ? say("sending") : open.length ? say("waiting", { n: open.length }) : rows.length ? say("all_sent") : say("nothing_yet"));
  write("later", later ? say("later", { n: later }) : "");
  write("sent", last ? say("sent_at", { time: timeOfDay(last.at) }) : "");
  write("trouble", trouble);
  write("others", others);
  write("ready", ready === null ? "" : say(ready ? "ready" : "not_ready"));
  one("send").disabled = sending || !open.length;
  const off = offWords(state.skew);
  write("skew", off ? say(off.key, { n: off.n }) : "");
  one("work").hidden = !roster;
  write("no-roster", roster ? "" : state.why || say("no_roster"));
  if (!roster) return;
  const old = age(roster.at);
  write("taken", say("taken", { time: timeOfDay(roster.at), age: say(old.key, { n: old.n }) }));
  showList(state);
  showRefused(state);
}
