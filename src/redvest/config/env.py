"""Every variable that Redvest reads from its environment, typed and frozen.

Each variable may be given as ``NAME`` or, for secrets kept in files, as ``NAME_FILE`` (the path of a file
whose content is the value). A wrong value stops the start with a sentence that names the variable.
``.env.example`` is generated from this file and a test holds it true.
"""

from __future__ import annotations

import dataclasses
import os
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redvest.config.channels import check_channels
from redvest.config.fault import BadEnvironment
from redvest.core.notes import COSIGNATURE, BadNote, parse_key

ROOT = Path(__file__).resolve().parents[3]
DEFAULT_SECRET = "redvest-development-secret-not-for-production"  # noqa: S105 - refused outside demo and debug


def var(default: Any, about: str, *, secret: bool = False) -> Any:
    """A variable's default and its one-line description, kept beside its type."""
    return field(default=default, metadata={"about": about, "secret": secret})


@dataclass(frozen=True)
class Env:
    """The whole environment of one process. Names are the variables' names in lower case."""

    redvest_mode: str = var("demo", "demo, production or test; production refuses default secrets")
    redvest_secret: str = var(
        DEFAULT_SECRET, "Signs sessions and codes, derives keys; at least 32 characters", secret=True
    )
    redvest_data_key: str = var(
        "", "Key of encrypted columns, 32+ characters; empty: derived from the secret", secret=True
    )
    redvest_old_data_keys: tuple[str, ...] = var(
        (), "Former data keys, comma separated, still able to decrypt", secret=True
    )
    redvest_data_dir: Path = var(ROOT / "var", "Database, files and locks live here")
    redvest_city: str = var("", "Division code of the city served; empty: the loaded demo city, or Xinyu")
    redvest_site_name: str = var("", "Name in the header; empty: the city's name and 志愿")
    redvest_centre_phone: str = var(
        "", "Phone of the service centre: whom to call, in warnings by SMS and in the help"
    )
    redvest_hosts: tuple[str, ...] = var(
        (), "Host names that may be served, comma separated; empty in demo: all"
    )
    redvest_base_url: str = var(
        "",
        "Public address of certificates; empty: the request's own, and in production nothing is issued",
    )
    redvest_https: bool = var(False, "Served behind HTTPS: secure cookies and HSTS")
    redvest_proxies: int = var(
        0, "Number of trusted reverse proxies in front; their X-Forwarded-For is believed"
    )
    redvest_log_level: str = var("INFO", "DEBUG, INFO, WARNING or ERROR")
    redvest_sms: str = var(
        "console", "console: codes go to the log and, in demo mode, to the developer inbox; or aliyun"
    )
    redvest_sms_base: str = var("https://dysmsapi.aliyuncs.com", "Address of the SMS vendor")
    redvest_sms_key: str = var("", "AccessKey id of the SMS account")
    redvest_sms_secret: str = var("", "AccessKey secret of the SMS account", secret=True)
    redvest_sms_sign: str = var("", "Approved signature of the texts")
    redvest_sms_code_template: str = var("", "Approved template of codes, with the variable code")
    redvest_sms_notice_template: str = var("", "Approved template of notices, with the variable text")
    redvest_sms_long_template: str = var(
        "",
        "Approved template of notices to phones without an inbox, variables text, text2, text3, text4; empty: cut short",
    )
    redvest_sms_up_token: str = var(
        "",
        "Word in the address that takes in texts sent back, /sms/up/<word>/; empty: none are taken",
        secret=True,
    )
    redvest_mail_host: str = var("", "SMTP server; empty: no e-mail is sent")
    redvest_mail_port: int = var(465, "Its port")
    redvest_mail_security: str = var("tls", "tls, starttls, or none for a server on this machine")
    redvest_mail_user: str = var("", "User at the SMTP server; empty: none is given")
    redvest_mail_password: str = var("", "Password at the SMTP server", secret=True)
    redvest_mail_from: str = var("", "Sender of the mails")
    redvest_wechat_appid: str = var("", "AppID of the WeChat official account; empty: no WeChat")
    redvest_wechat_secret: str = var("", "AppSecret of the account", secret=True)
    redvest_wechat_token: str = var("", "Token that signs the account's callbacks", secret=True)
    redvest_wechat_template: str = var("", "Template of notices; empty: sign-in alone")
    redvest_wechat_fields: str = var("thing1=text,time2=when", "Its fields: text, when or sender for each")
    redvest_wechat_base: str = var("https://api.weixin.qq.com", "Address of WeChat's interface")
    redvest_wechat_open: str = var("https://open.weixin.qq.com", "Address where WeChat asks who somebody is")
    redvest_push_contact: str = var("", "mailto: or https: address for push services; empty: no web push")
    redvest_push_hosts: tuple[str, ...] = var(
        (
            "fcm.googleapis.com",
            "updates.push.services.mozilla.com",
            ".notify.windows.com",
            ".push.apple.com",
        ),
        "Push services that may be called, comma separated; a leading dot covers all below",
    )
    redvest_seal_module: str = var(
        "", "PKCS #11 library of the city's electronic seal; empty: a key file of this installation"
    )
    redvest_seal_token: str = var("", "Label of the seal's token")
    redvest_seal_key: str = var("", "Label of the seal's private key in the token")
    redvest_seal_cert: str = var("", "Label of the seal's certificate in the token")
    redvest_seal_pin: str = var("", "PIN of the seal's token", secret=True)
    redvest_tiles: str = var("", "Address template of base-map tiles; empty: outlines only")
    redvest_log_origin: str = var(
        "", "Name of the transparency log in its checkpoints; empty: host of the base URL and /log"
    )
    redvest_log_witnesses: tuple[str, ...] = var(
        (), "Keys of outside witnesses of the log (C2SP vkeys, comma separated)"
    )
    redvest_web_workers: int = var(2, "Web processes")
    redvest_web_threads: int = var(4, "Threads in each web process")
    database_url: str = var(
        "", "postgresql://user:password@host:5432/name; empty: the embedded database", secret=True
    )

    @property
    def demo(self) -> bool:
        return self.redvest_mode == "demo"

    @property
    def production(self) -> bool:
        return self.redvest_mode == "production"


def read(environ: Mapping[str, str]) -> Env:
    """Read and check the environment. Raises BadEnvironment with a sentence that says what to change."""
    values = {
        f.name: _parse(f, raw)
        for f in dataclasses.fields(Env)
        if (raw := _raw(f.name.upper(), environ)) is not None
    }
    env = Env(**values)
    _check(env)
    return env


def _raw(name: str, environ: Mapping[str, str]) -> str | None:
    path = environ.get(f"{name}_FILE", "")
    if path and name in environ:
        raise BadEnvironment(f"{name} 和 {name}_FILE 同时设置了，请只留一个。")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as fault:
            raise BadEnvironment(f"{name}_FILE 指向的文件读不了：{path}（{fault.strerror}）。") from fault
        except UnicodeDecodeError as fault:
            raise BadEnvironment(f"{name}_FILE 指向的文件不是 UTF-8 文本：{path}。") from fault
    return environ.get(name)


def _parse(spec: dataclasses.Field[Any], raw: str) -> Any:
    name, kind = spec.name.upper(), spec.type
    if kind == "bool":
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
            "": False,
        }
        if raw.lower() not in words:
            raise BadEnvironment(f"{name} 只能写 true 或 false，现在是“{raw}”。")
        return words[raw.lower()]
    if kind == "int":
        if not raw.isdecimal():
            raise BadEnvironment(f"{name} 要写一个整数，现在是“{raw}”。")
        return int(raw)
    if kind == "Path":
        return Path(raw).expanduser().resolve() if raw else spec.default
    if kind == "tuple[str, ...]":
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return raw


def _check(env: Env) -> None:
    if env.redvest_mode not in {"demo", "production", "test"}:
        raise BadEnvironment(f"REDVEST_MODE 只能是 demo、production 或 test，现在是“{env.redvest_mode}”。")
    if len(env.redvest_secret) < 32:
        raise BadEnvironment("REDVEST_SECRET 太短，至少要 32 个字符。")
    if env.redvest_data_key and len(env.redvest_data_key) < 32:
        raise BadEnvironment("REDVEST_DATA_KEY 太短，至少要 32 个字符。")
    if any(len(key) < 16 for key in env.redvest_old_data_keys):
        raise BadEnvironment("REDVEST_OLD_DATA_KEYS 里有一个太短，每个至少要 16 个字符。")
    if env.redvest_log_level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise BadEnvironment(
            f"REDVEST_LOG_LEVEL 只能是 DEBUG、INFO、WARNING 或 ERROR，现在是“{env.redvest_log_level}”。"
        )
    check_channels(env)
    _check_seal(env)
    if env.database_url and not env.database_url.startswith(("postgresql://", "postgres://")):
        raise BadEnvironment("DATABASE_URL 要以 postgresql:// 开头，Redvest 只用 PostgreSQL。")
    if env.database_url and not _port_is_a_number(env.database_url):
        raise BadEnvironment("DATABASE_URL 里的端口要写 1 到 65535 之间的数字。")
    _check_log(env)
    if env.production:
        _check_production(env)


def _check_seal(env: Env) -> None:
    """A token needs all of its four names and its PIN; without a library none of them means anything."""
    rest = {
        "REDVEST_SEAL_TOKEN": env.redvest_seal_token,
        "REDVEST_SEAL_KEY": env.redvest_seal_key,
        "REDVEST_SEAL_CERT": env.redvest_seal_cert,
        "REDVEST_SEAL_PIN": env.redvest_seal_pin,
    }
    missing = [name for name, value in rest.items() if not value]
    if env.redvest_seal_module and missing:
        raise BadEnvironment(f"设置了 REDVEST_SEAL_MODULE，还要设置 {'、'.join(missing)}。")
    if not env.redvest_seal_module and len(missing) < len(rest):
        raise BadEnvironment("设置了签章的标签或 PIN，还要用 REDVEST_SEAL_MODULE 写明 PKCS #11 库的路径。")


def _check_log(env: Env) -> None:
    if any(character.isspace() or character == "+" for character in env.redvest_log_origin):
        raise BadEnvironment("REDVEST_LOG_ORIGIN 里不能有空格和加号。")
    for text in env.redvest_log_witnesses:
        try:
            if parse_key(text).kind == COSIGNATURE:
                continue
        except BadNote:
            pass
        raise BadEnvironment(f"REDVEST_LOG_WITNESSES 里有一个不是见证方的公钥：“{text}”。")


def _port_is_a_number(url: str) -> bool:
    try:
        return urllib.parse.urlsplit(url).port != 0
    except ValueError:
        return False


def _check_production(env: Env) -> None:
    if env.redvest_secret == DEFAULT_SECRET:
        raise BadEnvironment(
            "正式运行不能用默认的 REDVEST_SECRET，请换成自己生成的随机串（至少 32 个字符）。"
        )
    if not env.redvest_hosts:
        raise BadEnvironment("正式运行要在 REDVEST_HOSTS 里写明网站的域名。")


def example() -> str:
    """The text of ``.env.example``: every variable, its meaning and its default."""
    lines = [
        "# Every variable of Redvest. Copy to .env and change what you need.",
        "# Any NAME can be given as NAME_FILE instead.",
        "",
    ]
    for spec in dataclasses.fields(Env):
        default = spec.default
        shown = {True: "true", False: "false"}.get(default) if isinstance(default, bool) else default
        if isinstance(default, tuple):
            shown = ",".join(default)
        if isinstance(default, Path):
            shown = default.relative_to(ROOT)
        if spec.metadata["secret"]:
            shown = ""
        lines += [f"# {spec.metadata['about']}", f"# {spec.name.upper()}={shown}", ""]
    return "\n".join(lines)


def dotenv(path: Path) -> dict[str, str]:
    """The NAME=value lines of a ``.env`` file; the process's own environment wins over it."""
    if not path.exists():
        return {}
    pairs = (
        line.split("=", 1)
        for line in path.read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.lstrip().startswith("#")
    )
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs}


def layered(below: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """Two sources, the upper one winning also where one says NAME and the other NAME_FILE."""
    named = {name.removesuffix("_FILE") for name in above}
    return {name: value for name, value in below.items() if name.removesuffix("_FILE") not in named} | dict(
        above
    )


ENV = read(layered(dotenv(ROOT / ".env"), os.environ))
