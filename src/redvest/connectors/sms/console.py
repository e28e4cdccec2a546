"""The local default: messages go to the log, where whoever runs the machine can read the codes."""

from __future__ import annotations

import structlog

log = structlog.get_logger("redvest.sms")


class ConsoleSms:
    """Sends nothing anywhere."""

    stand_in = True

    def send(self, *, phone: str, text: str) -> None:
        log.info("sms", phone=f"*******{phone[-4:]}", text=text)
