"""Expected failures of a station's screen. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class KioskNotPaired(NotAllowed):
    """这台机器还没有和服务站配对，或者已经被停用。请站长在工作台取一个配对码。"""

    code = "kiosk-not-paired"


class PairingCodeWrong(Invalid):
    """配对码不对，或者过了 10 分钟。请站长在工作台再取一个。"""

    code = "pairing-code-wrong"


class KioskNameMissing(Invalid):
    """请给这台机器起个名字，比如“大厅”。"""

    code = "kiosk-name-missing"


class TooManyKiosks(Conflict):
    """一个服务站最多 6 台自助机。请先停用不用的。"""

    code = "too-many-kiosks"


class KioskGone(Conflict):
    """这台自助机已经停用了，请刷新页面。"""

    code = "kiosk-gone"


class KioskUnknown(NotFound):
    """没有这台自助机，或者不归你管。"""

    code = "kiosk-unknown"


class KioskTooLate(Invalid):
    """这一条过了 24 小时才传上来，没有记上。请站长核对后，让组织补记。"""

    code = "kiosk-too-late"


class HelpCallUnknown(NotFound):
    """没有这条求助，或者不归你管。"""

    code = "help-call-unknown"


class HelpCallDone(Conflict):
    """这条求助已经有人处理了，请刷新页面。"""

    code = "help-call-done"
