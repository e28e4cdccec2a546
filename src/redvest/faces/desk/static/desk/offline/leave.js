// On the form that signs out: first the gate's list leaves this phone, then the session ends.

const PATIENCE = 1500; // ms; signing out never waits longer for a phone's storage

for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const known = await indexedDB.databases?.().catch(() => null);
    if (!known || known.some((each) => each.name === "redvest-gate")) {
      const forgotten = import("./forget.js").then(({ forget }) => forget()).catch(() => {});
      await Promise.race([forgotten, new Promise((done) => setTimeout(done, PATIENCE))]);
    }
    form.submit();
  });
}
