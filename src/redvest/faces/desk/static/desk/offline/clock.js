// How far this phone's clock is off. More than two minutes is said aloud; the house marks such scans.

export const MOST = 120; // seconds

// Seconds by which the phone is ahead, taking the house's moment to lie in the middle of the asking.
export const offBy = (houseNow, before, after) => Math.round(((before + after) / 2 - Date.parse(houseNow)) / 1000);

export const isOff = (seconds) => Math.abs(seconds ?? 0) > MOST;

// "fast" or "slow", and by how many minutes; null while the clock is right.
export function offWords(seconds) {
  if (!isOff(seconds)) return null;
  return { key: seconds > 0 ? "fast" : "slow", n: Math.max(2, Math.round(Math.abs(seconds) / 60)) };
}

export const timeOfDay = (moment) => new Date(moment).toLocaleTimeString("zh-CN", { hour: "numeric", minute: "2-digit", hour12: false });

export function age(moment, now = Date.now()) {
  const minutes = Math.max(0, Math.floor((now - moment) / 60000));
  if (minutes < 1) return { key: "age_now" };
  return minutes < 60 ? { key: "age_minutes", n: minutes } : { key: "age_hours", n: Math.floor(minutes / 60) };
}
