// The camera, kept open from one person to the next. Without it there is the list.

const AGAIN = 4000; // ms in which the same picture is the same look

export async function openCamera(button, frame, seen, denied) {
  let last = "";
  let lastAt = 0;
  let scanner;
  const look = (text) => {
    if (text === last && Date.now() - lastAt < AGAIN) return;
    last = text;
    lastAt = Date.now();
    seen(text);
  };
  try {
    const { default: QrScanner } = await import(new URL(frame.dataset.lib, document.baseURI).href);
    frame.hidden = false;
    scanner = new QrScanner(frame.querySelector("video"), (result) => look(result.data), { maxScansPerSecond: 8, preferredCamera: "environment" });
    await scanner.start();
    button.hidden = true;
  } catch {
    scanner?.destroy();
    frame.hidden = true;
    denied();
  }
}
