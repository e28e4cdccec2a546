"""Expected failures of accounts: codes by text message, passwords, signing in. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, DomainError, Invalid, NotFound, TooManyTries


class WrongCode(Invalid):
    """验证码不对，请看看短信里的六位数字。"""

    code = "wrong-code"


class CodeExpired(Invalid):
    """这个验证码已经失效了，请重新获取一个。"""

    code = "code-expired"


class CodeTriedTooOften(TooManyTries):
    """这个验证码输错太多次，已经作废，请重新获取一个。"""

    code = "code-tried-too-often"


class CodesSentTooOften(TooManyTries):
    """验证码发得太频繁了，请稍等一会儿再获取。"""

    code = "codes-sent-too-often"


class PhoneTaken(Conflict):
    """这个手机号已经有账号了，请直接登录；忘了密码可以用验证码重设。"""

    code = "phone-taken"


class SignInFailed(DomainError):
    """手机号或密码不对。也可以改用验证码登录。"""

    code = "sign-in-failed"
    status = 401


class AccountMissing(NotFound):
    """这个手机号还没有账号，请先注册。"""

    code = "account-missing"


class WeakPassword(Invalid):
    """这个密码太容易被猜到，请换一个 8 位以上、不全是数字的密码。"""

    code = "weak-password"


class PasswordWrong(Invalid):
    """密码不对。忘了密码，先退出登录，用“忘了密码”设一个新的。"""

    code = "password-wrong"
