// Shows how far a file has been sent; the answer's page is then opened as usual. Without scripts the form just posts.

function watch(form) {
  const bar = form.querySelector("progress");
  const said = form.querySelector("[data-sent-text]");
  if (!bar) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    bar.hidden = false;
    request.upload.onprogress = ({ loaded, total }) => {
      bar.max = total;
      bar.value = loaded;
      if (said) said.textContent = `${Math.round((100 * loaded) / total)} %`;
    };
    request.onload = () => {
      if (request.responseURL && request.responseURL !== form.action) { location.assign(request.responseURL); return; }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const main = page.getElementById("main");
      if (main) document.getElementById("main").replaceWith(main);
      else location.reload();
    };
    request.onerror = () => { bar.hidden = true; if (said) said.textContent = form.dataset.lost || ""; };
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

document.querySelectorAll("form[data-upload]").forEach(watch);
