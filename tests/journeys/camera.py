"""A camera that a test can point at another screen: only the lens is replaced, everything behind it is the house's own."""

from __future__ import annotations

import base64

from playwright.sync_api import Locator, Page

# The stream of a canvas in place of a lens, painted anew a few times a second from the moment the camera is opened.
# The code fills the middle, where readers look.
LENS = """
(() => {
  const picture = new Image();
  window.pointCameraAt = (address) => { picture.src = address; return picture.decode(); };
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 400;
    const pen = canvas.getContext("2d");
    setInterval(() => {
      pen.fillStyle = "white";
      pen.fillRect(0, 0, 400, 400);
      if (picture.complete && picture.naturalWidth) pen.drawImage(picture, 80, 80, 240, 240);
    }, 150);
    return canvas.captureStream(8);
  };
})();
"""


def point_at(page: Page, code: Locator) -> None:
    """Hold the camera of ``page`` before a code on another screen."""
    picture = base64.b64encode(code.screenshot()).decode()
    page.evaluate("address => window.pointCameraAt(address)", f"data:image/png;base64,{picture}")


def code_on(page: Page) -> Locator:
    """The picture of the code that a page shows."""
    return page.get_by_role("img", name="签到码")
