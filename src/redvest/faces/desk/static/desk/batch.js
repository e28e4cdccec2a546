// The progress of a batch, asked for every two seconds until it is done. Without scripts the page has a link for that.

async function look() {
  const box = document.querySelector("[data-progress]");
  if (!box || "done" in box.dataset) return;
  try {
    const response = await fetch(box.dataset.progress, { headers: { Accept: "text/html" } });
    if (response.ok && !response.redirected) box.outerHTML = await response.text();
  } catch { /* the network is away: ask again later */ }
  setTimeout(look, 2000);
}
setTimeout(look, 1500);
