// The page's data and its words, as the house wrote them into it.

export const kiosk = JSON.parse(document.getElementById("kiosk-data").textContent);

export function say(key, values = {}) {
  return kiosk.words[key].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const one = (name) => document.querySelector(`[data-${name}]`);
export const timeOfDay = (moment) => new Date(moment).toLocaleTimeString("zh-CN", { hour: "numeric", minute: "2-digit", hour12: false });
