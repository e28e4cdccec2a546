// After each scan the list is fetched again, so that the leader sees who has come without leaving the camera.

const list = document.querySelector("[data-gate-list]");
const said = document.querySelector("[data-said]");

async function renew() {
  // Somebody may be typing a time into the list: then it waits for the next scan.
  if (list.contains(document.activeElement)) return;
  try {
    const answer = await fetch(list.dataset.gateList, { cache: "no-store" });
    if (answer.ok) list.innerHTML = await answer.text();
  } catch {
    // No network: the list stays as it was, the scanner says so.
  }
}

if (list && said) new MutationObserver(renew).observe(said, { childList: true, characterData: true, subtree: true });
