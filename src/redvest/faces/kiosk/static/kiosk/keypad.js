// Digits to press for a screen without a keyboard. A scanner that types like a keyboard writes into the same field.

import { say } from "./words.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "back", "0", "clear"];

function press(field, key) {
  if (key === "back") field.value = field.value.slice(0, -1);
  else if (key === "clear") field.value = "";
  else field.value += key;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function build(field) {
  const pad = document.createElement("div");
  pad.className = "keypad";
  pad.setAttribute("role", "group");
  pad.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
  for (const key of KEYS) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn q";
    button.textContent = key.length > 1 ? say(key) : key;
    button.addEventListener("click", () => press(field, key));
    pad.append(button);
  }
  field.after(pad);
}

export function setUpKeypads() {
  document.querySelectorAll("[data-keypad]").forEach(build);
}

// Whatever is scanned lands in the one field of the page, wherever the last touch was.
export function keepFocus() {
  const field = document.querySelector("[data-focus]");
  if (!field) return;
  field.focus();
  addEventListener("keydown", (event) => {
    const typing = document.activeElement?.matches("input, textarea, select");
    if (!typing && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) field.focus();
  }, { capture: true });
}
