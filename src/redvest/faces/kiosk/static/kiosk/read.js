// Reads the page aloud in the machine's own voice; a machine without one says so in words.

import { kiosk, one } from "./words.js";

const PATIENCE = 1500; // ms that a machine may take to find its voices
const SILENT = "[aria-hidden=true], .keypad, .sr, script, iframe, svg";

function voices() {
  const found = speechSynthesis.getVoices();
  if (found.length) return Promise.resolve(found);
  return new Promise((done) => {
    const timer = setTimeout(() => done([]), PATIENCE);
    speechSynthesis.addEventListener("voiceschanged", () => { clearTimeout(timer); done(speechSynthesis.getVoices()); }, { once: true });
  });
}

// The words of the page, a stop after each block, so that the voice takes a breath.
function wordsOf(main) {
  const copy = main.cloneNode(true);
  copy.querySelectorAll(SILENT).forEach((node) => node.remove());
  const parts = [...copy.querySelectorAll("h1, h2, p, label, legend, button, a, li, dt, dd, summary")].filter((node) => !node.closest("a *, button *, label *, li *"));
  return parts.map((node) => node.textContent.replace(/\s+/g, " ").trim()).filter(Boolean).join("。");
}

function turn(button, reading) {
  button.setAttribute("aria-pressed", String(reading));
  button.textContent = reading ? button.dataset.stop : button.dataset.start;
}

async function read(button) {
  const own = document.documentElement.lang.slice(0, 2).toLowerCase();
  const voice = (await voices()).find((each) => each.lang.toLowerCase().startsWith(own));
  if (!voice) { one("read-said").textContent = kiosk.words.no_voice; return; }
  const said = new SpeechSynthesisUtterance(wordsOf(document.getElementById("main")));
  Object.assign(said, { voice, lang: voice.lang, rate: 0.85, onend: () => turn(button, false), onerror: () => turn(button, false) });
  speechSynthesis.speak(said);
  turn(button, true);
}

export function readAloud() {
  const button = one("read");
  if (!("speechSynthesis" in window)) return;
  button.dataset.start = button.textContent;
  button.hidden = false;
  speechSynthesis.cancel(); // the page before is over
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") { speechSynthesis.cancel(); turn(button, false); } else read(button);
  });
}
