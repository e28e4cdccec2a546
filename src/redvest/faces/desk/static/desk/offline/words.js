// The page's data and its words, as the house wrote them into it.

export const gate = JSON.parse(document.getElementById("gate-data").textContent);

export function say(key, values = {}) {
  return gate.words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
