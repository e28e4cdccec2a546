// Prints the certificate that the page shows, and nothing around it.

import { one, say } from "./words.js";

one("print").addEventListener("click", () => {
  try {
    one("sheet").contentWindow.focus();
    one("sheet").contentWindow.print();
  } catch {
    one("print-said").textContent = say("no_print");
  }
});
