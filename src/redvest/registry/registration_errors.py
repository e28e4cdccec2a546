"""Expected failures of registering a volunteer. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class AlreadyRegistered(Conflict):
    """这个证件号码已经登记过志愿者了。如果那就是你，请用当时的手机号登录；号码换了，到登录页点“手机丢了”，或者带上身份证到就近的志愿服务站办。"""

    code = "already-registered"


class AccountHasRecord(Conflict):
    """这个账号已经登记过志愿者了，一个人只有一份记录。"""

    code = "account-has-record"


class RegionUnknown(Invalid):
    """请选择居住的区县、街道或社区。"""

    code = "region-unknown"


class TooYoung(Invalid):
    """年龄还没到，暂时不能登记。"""

    code = "too-young"


class ConsentMissing(Invalid):
    """登记要先同意我们保存和使用这些信息，请看过说明后勾选同意。"""

    code = "consent-missing"


class MinorDataConsentMissing(Invalid):
    """这个年龄的个人信息要由监护人另外同意才能登记，请监护人勾选同意。"""

    code = "minor-data-consent-missing"
