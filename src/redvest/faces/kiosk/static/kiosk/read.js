// The house reads the page aloud (app.js); a machine without a voice of the page's language says so in words instead.

import { one, say } from "./words.js";

export function sayWhenSilent() {
  if (!("speechSynthesis" in window)) return;
  speechSynthesis.getVoices(); // a machine begins to look for its voices when it is first asked
  one("read").addEventListener("click", (event) => {
    const own = document.documentElement.lang.slice(0, 2).toLowerCase();
    const silent = !speechSynthesis.getVoices().some((voice) => voice.lang.toLowerCase().startsWith(own));
    one("read-said").textContent = silent ? say("no_voice") : "";
    if (silent) event.stopImmediatePropagation();
  }, { capture: true });
}
