"""The local default: no authority is asked, so a well-formed number is only ever ``checked``."""

from __future__ import annotations

from redvest.connectors.realname.protocol import Outcome


class FormOnly:
    """Answers from the form alone. A number or a name that is missing altogether is refused."""

    stand_in = True

    def compare(self, *, id_type: str, number: str, name: str) -> Outcome:
        complete = bool(id_type and number.strip() and name.strip())
        return Outcome.CHECKED if complete else Outcome.REFUSED
