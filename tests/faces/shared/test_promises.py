"""What pages promise is kept: a notice is in everybody's inbox, a text message only where a vendor is connected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from redvest import faces

FACES = Path(faces.__file__).parent if faces.__file__ else Path(next(iter(faces.__path__)))
# Codes do come by text; what is told does not have to.
PROMISED = re.compile(r"发(一次|一条)?短信|收到短信|短信(告诉|通知|发给领队)")


@pytest.mark.parametrize("kind", ["py", "html", "js"])
def test_no_page_promises_a_text_message(kind: str) -> None:
    files = sorted(FACES.rglob(f"*.{kind}"))
    assert len(files) > 3
    found = {
        f"{path.relative_to(FACES)}: {said.group()}"
        for path in files
        for said in [PROMISED.search(path.read_text(encoding="utf-8"))]
        if said is not None
    }
    assert not found


def test_the_promise_that_stands_instead_is_read_on_pages() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in FACES.rglob("*.html"))
    assert pages.count("会发消息") >= 4
