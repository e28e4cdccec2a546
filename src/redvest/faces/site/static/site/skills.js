// Narrows the list of skills while one types: Han characters, pinyin or initials. Without scripts the list stands whole.

const box = document.querySelector("[data-skill-search]");

function narrow(typed) {
  const asked = typed.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  let shown = 0;
  for (const group of document.querySelectorAll("[data-skill-group]")) {
    let here = 0;
    for (const label of group.querySelectorAll("label")) {
      const fits = !asked || label.dataset.words.split(" ").some((word) => word.includes(asked));
      label.hidden = !fits;
      here += fits ? 1 : 0;
    }
    group.hidden = !here;
    shown += here;
  }
  document.querySelector("[data-skill-none]").hidden = shown > 0;
}

if (box) {
  box.hidden = false;
  const field = box.querySelector("input");
  field.addEventListener("input", () => narrow(field.value));
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
