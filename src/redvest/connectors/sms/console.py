"""The local default: messages go to the log, where whoever runs the machine can read the codes."""

from __future__ import annotations

from datetime import date

import structlog

from redvest.connectors.sms.protocol import Fate

log = structlog.get_logger("redvest.sms")


class ConsoleSms:
    """Sends nothing anywhere."""

    stand_in = True

    def send(self, *, phone: str, text: str, code: str = "", out_id: str = "", whole: bool = False) -> str:
        log.info("sms", phone=f"*******{phone[-4:]}", text=text)
        return ""

    def find(self, *, phone: str, out_id: str, on: date) -> Fate | None:
        return Fate.TAKEN
