"""Expected failures of codes and cards: presence codes, hour codes, paper cards. The docstring is what people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class BadCode(Invalid):
    """这个码认不出来，请让对方打开最新的码再扫一次。"""

    code = "bad-code"


class ExpiredCode(Invalid):
    """这个码已经过期（每 20 秒换一次）。请看领队屏幕上最新的码，再扫一次。"""

    code = "expired-code"


class CodeUsed(Conflict):
    """这个码已经用过一次了，请让对方打开最新的码再扫。"""

    code = "code-used"


class CardRevoked(Conflict):
    """这张卡已经换了新的，旧卡不能再用。"""

    code = "card-revoked"


class HourCodeUsed(Conflict):
    """这个时长码已经用过了，每个码只能用一次。"""

    code = "hour-code-used"


class HourCodeNotFound(NotFound):
    """没有这个时长码，请照着纸条上的字再输一遍。"""

    code = "hour-code-not-found"
