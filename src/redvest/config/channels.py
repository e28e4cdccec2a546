"""Whether the variables of a channel fit together: each is set whole or not at all."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from redvest.config.fault import BadEnvironment

SOURCES = ("text", "when", "sender")
_HERE = ("127.0.0.1", "localhost")  # this machine: unencrypted alone to a server there


class Channels(Protocol):
    """The part of the environment that is looked at here."""

    @property
    def redvest_sms(self) -> str: ...

    @property
    def redvest_sms_base(self) -> str: ...

    @property
    def redvest_sms_key(self) -> str: ...

    @property
    def redvest_sms_secret(self) -> str: ...

    @property
    def redvest_sms_sign(self) -> str: ...

    @property
    def redvest_sms_code_template(self) -> str: ...

    @property
    def redvest_sms_notice_template(self) -> str: ...

    @property
    def redvest_mail_host(self) -> str: ...

    @property
    def redvest_mail_security(self) -> str: ...

    @property
    def redvest_mail_from(self) -> str: ...

    @property
    def redvest_wechat_appid(self) -> str: ...

    @property
    def redvest_wechat_secret(self) -> str: ...

    @property
    def redvest_wechat_base(self) -> str: ...

    @property
    def redvest_wechat_open(self) -> str: ...

    @property
    def redvest_wechat_template(self) -> str: ...

    @property
    def redvest_wechat_fields(self) -> str: ...

    @property
    def redvest_push_contact(self) -> str: ...


def check_channels(env: Channels) -> None:
    """Raises BadEnvironment with a sentence that says what to change."""
    if env.redvest_sms not in {"console", "aliyun"}:
        raise BadEnvironment(f"REDVEST_SMS 只能是 console 或 aliyun，现在是“{env.redvest_sms}”。")
    if env.redvest_sms == "aliyun":
        _need(
            env,
            "REDVEST_SMS=aliyun",
            "sms_key",
            "sms_secret",
            "sms_sign",
            "sms_code_template",
            "sms_notice_template",
        )
    if env.redvest_mail_host:
        _need(env, "REDVEST_MAIL_HOST", "mail_from")
    if env.redvest_mail_security not in {"tls", "starttls", "none"}:
        raise BadEnvironment(
            f"REDVEST_MAIL_SECURITY 只能是 tls、starttls 或 none，现在是“{env.redvest_mail_security}”。"
        )
    if env.redvest_mail_security == "none" and env.redvest_mail_host not in ("", *_HERE):
        raise BadEnvironment(
            "REDVEST_MAIL_SECURITY=none 只能用在本机的邮件服务器上，别的服务器请写 tls 或 starttls。"
        )
    if env.redvest_wechat_appid:
        _need(env, "REDVEST_WECHAT_APPID", "wechat_secret")
    if env.redvest_wechat_template:
        _fields(env.redvest_wechat_fields)
    for name in ("sms_base", "wechat_base", "wechat_open"):
        _address(f"REDVEST_{name.upper()}", getattr(env, f"redvest_{name}"))
    if env.redvest_push_contact and not env.redvest_push_contact.startswith(("mailto:", "https://")):
        raise BadEnvironment("REDVEST_PUSH_CONTACT 要以 mailto: 或 https:// 开头。")


def _fields(text: str) -> None:
    """Each field of the template and what it says: a source that there is not would leave it empty, and be refused."""
    pairs = [part.strip().partition("=") for part in text.split(",") if part.strip()]
    if not pairs or any(not name.strip() or source.strip() not in SOURCES for name, _is, source in pairs):
        raise BadEnvironment(
            "REDVEST_WECHAT_FIELDS 要写成 thing1=text,time2=when 这样，等号后面只能是 text、when 或 sender。"
        )


def _need(env: Channels, given: str, *names: str) -> None:
    missing = [f"REDVEST_{name.upper()}" for name in names if not getattr(env, f"redvest_{name}")]
    if missing:
        raise BadEnvironment(f"设置了 {given}，还要设置 {'、'.join(missing)}。")


def _address(name: str, value: str) -> None:
    """Keys and phones go there: unencrypted to a server on this machine alone."""
    where = urlsplit(value)
    if where.scheme == "https" and where.netloc and not where.path.strip("/"):
        return
    if where.scheme == "http" and where.hostname in _HERE:
        return
    raise BadEnvironment(f"{name} 要写 https:// 开头的地址，后面不带路径。")
