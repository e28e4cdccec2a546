"""The operating-system account the server runs as. PostgreSQL refuses root, so root borrows one."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from redvest.core.embedded.errors import ForeignDataFolder, NoServerAccount

SYSTEM_USER = "redvest-db"
STAND_INS = ("postgres", "nobody")
NOWHERE = "/nonexistent"


class Identity(TypedDict, total=False):
    """The arguments of subprocess that change who a child is."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def borrowed(self) -> bool:
        """Whether this is not the account that runs Redvest."""
        return self.uid != os.geteuid()

    @property
    def identity(self) -> Identity:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.borrowed else {}


def server_account(data: Path) -> Account:
    """Who the server of this data folder runs as. Raises ForeignDataFolder, NoServerAccount."""
    me, owner = os.geteuid(), _owner(data)
    if me != 0:
        if owner not in {None, me}:
            raise ForeignDataFolder(
                f"数据库文件夹 {data} 属于用户“{user_name(owner or 0)}”。请用那个用户运行，"
                "或者用 REDVEST_DATA_DIR 指定一个自己的文件夹。"
            )
        return _by_uid(me)
    return _by_uid(owner) if owner else _system_account()


def user_name(uid: int) -> str:
    """The account's name, or its number where it has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _owner(data: Path) -> int | None:
    try:
        return data.lstat().st_uid
    except FileNotFoundError:
        return None


def _by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as fault:
        raise NoServerAccount(
            f"编号为 {uid} 的用户在 /etc/passwd 里没有名字，PostgreSQL 认不出它。"
            "请换一个有名字的用户运行，或者用 DATABASE_URL 指定一台数据库服务器。"
        ) from fault
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _system_account() -> Account:
    for name in (SYSTEM_USER, *STAND_INS):
        if name == SYSTEM_USER:
            _create_system_user()
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            if entry.pw_uid != 0:
                return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise NoServerAccount


def _create_system_user() -> None:
    """Shadow's useradd, else busybox's adduser. Two at once are no harm: whoever is late finds it made."""
    with contextlib.suppress(KeyError):
        pwd.getpwnam(SYSTEM_USER)
        return
    shell = shutil.which("nologin", path="/usr/sbin:/sbin:/usr/bin:/bin") or "/bin/false"
    if tool := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [
            tool,
            "--system",
            "--user-group",
            "--no-create-home",
            *("--home-dir", NOWHERE, "--shell", shell),
        ]
    elif tool := shutil.which("adduser", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [tool, "-S", "-D", "-H", "-h", NOWHERE, "-s", shell]
    else:
        return
    subprocess.run([*command, SYSTEM_USER], capture_output=True, check=False)  # noqa: S603 - fixed words, tool from system folders
