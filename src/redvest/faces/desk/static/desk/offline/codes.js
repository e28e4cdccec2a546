// Whom a code names: the one that rotates on a phone, or a printed card. Signatures stay unread: the key never leaves the house, which checks it against the scan's time.

const VOLUNTEER = /^RV1\.[VC]\.([A-Za-z0-9_-]{22})\.[0-9a-f]+(?:\.[A-Za-z0-9_-]*){1,2}$/;

export const isOurs = (text) => text.toUpperCase().startsWith("RV1.");
export const isVenue = (text) => text.startsWith("RV1.A.");

// The volunteer's id as the roster writes it, or "" for a text that is no volunteer's code.
export function holder(text) {
  const found = VOLUNTEER.exec(text);
  if (!found) return "";
  const bytes = atob(found[1].replace(/-/g, "+").replace(/_/g, "/") + "==");
  const hex = [...bytes].map((each) => each.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
