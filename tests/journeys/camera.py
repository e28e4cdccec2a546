"""A camera that a test can point at another screen: only the lens is replaced, everything behind it is the house's own."""

from __future__ import annotations

import base64

from playwright.sync_api import Locator, Page

# The stream of a canvas in place of a lens, painted anew a few times a second. The code fills the middle, where readers look.
LENS = """
(() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 640;
  const pen = canvas.getContext("2d");
  const picture = new Image();
  setInterval(() => {
    pen.fillStyle = "white";
    pen.fillRect(0, 0, 640, 640);
    if (picture.complete && picture.naturalWidth) pen.drawImage(picture, 140, 140, 360, 360);
  }, 60);
  window.pointCameraAt = (address) => { picture.src = address; return picture.decode(); };
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15);
})();
"""


def point_at(page: Page, code: Locator) -> None:
    """Hold the camera of ``page`` before a code on another screen."""
    picture = base64.b64encode(code.screenshot()).decode()
    page.evaluate("address => window.pointCameraAt(address)", f"data:image/png;base64,{picture}")


def code_on(page: Page) -> Locator:
    """The picture of the code that a page shows."""
    return page.get_by_role("img", name="签到码")
