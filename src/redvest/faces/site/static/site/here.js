/* A report of a need takes the phone's place along, if its owner presses for it. Without scripts the words say where. */
for (const button of document.querySelectorAll("[data-here]")) {
  if (!navigator.geolocation) continue;
  const form = button.closest("form");
  const word = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(5);
        form.elements.lat.value = coords.latitude.toFixed(5);
        word.textContent = button.dataset.done;
      },
      () => { word.textContent = button.dataset.failed; button.disabled = false; },
      { enableHighAccuracy: true, timeout: 10000 },
    );
  });
}
