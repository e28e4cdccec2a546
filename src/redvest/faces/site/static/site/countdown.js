// Counts down to a moment that the page says already in words; without scripts the words stay and the page comes back.

function said(seconds, words) {
  const parts = { d: Math.floor(seconds / 86400), h: Math.floor(seconds / 3600) % 24, m: Math.floor(seconds / 60) % 60, s: seconds % 60 };
  const [days, hours, minutes, rest] = words.split("|");
  const whole = { h: Math.floor(seconds / 3600), m: Math.floor(seconds / 60), s: seconds };
  const form = parts.d ? days : whole.h ? hours : whole.m ? minutes : rest;
  return form.replace(/\{(\w)\}/g, (_all, name) => parts[name]);
}

for (const node of document.querySelectorAll("[data-until]")) {
  const until = Date.parse(node.dataset.until);
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left > 0) node.textContent = said(left, node.dataset.words);
    else { clearInterval(timer); setTimeout(() => location.reload(), 1000 + Math.random() * 4000); }
  };
  const timer = setInterval(tick, 1000);
}
