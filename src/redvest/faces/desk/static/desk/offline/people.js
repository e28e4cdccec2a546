// Who is on the list, where they are by what both the house and this phone know, and how to find them.

// id -> "none" | "here" | "gone": the list's own word, then this phone's scans since it was taken or not yet sent.
export function places(roster, rows) {
  const where = new Map(roster.people.map((person) => [person.id, person.state]));
  for (const row of rows) {
    if (!where.has(row.volunteer) || row.state === "refused") continue;
    if (row.state === "done" && Date.parse(row.at) < roster.at) continue;
    if (row.direction === "in") where.set(row.volunteer, "here");
    else if (where.get(row.volunteer) === "here") where.set(row.volunteer, "gone");
  }
  return where;
}

export function counts(where) {
  const tally = { came: 0, here: 0, gone: 0, all: where.size };
  for (const place of where.values()) {
    if (place === "none") continue;
    tally.came += 1;
    tally[place] += 1;
  }
  return tally;
}

// By name, pinyin, initials or the phone's tail; every word has to fit.
export function find(people, text) {
  const wanted = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!wanted.length) return people;
  return people.filter((person) => {
    const initials = person.pinyin.split(" ").map((each) => each[0] ?? "").join("");
    const said = [person.name, person.pinyin.replaceAll(" ", ""), initials, person.tail];
    return wanted.every((word) => said.some((each) => each.toLowerCase().startsWith(word)) || person.name.includes(word));
  });
}

const ORDER = { none: 0, here: 1, gone: 2 };

// Who is to be expected next stands first: for the way in those still to come, for the way out those here.
export function inOrder(people, where, direction) {
  const rank = (person) => (direction === "out" ? (ORDER[where.get(person.id)] + 2) % 3 : ORDER[where.get(person.id)]);
  return [...people].sort((a, b) => rank(a) - rank(b));
}
