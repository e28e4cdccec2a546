"""``redvest verify FILE`` for credentials: intact, issued by whom, still valid, in the log.

``check`` is what a dispatcher by kind of file calls; ``KINDS`` are those that it knows.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from redvest.core import clock
from redvest.core.errors import Invalid
from redvest.faces.ops.database import open_database
from redvest.service.queries.file_check import LARGEST, FileTooLarge, check_file
from redvest.service.rules.credential_check import Finding, Trust, examine
from redvest.service.rules.did import BadDidDocument, keys_of

KINDS = ("jwt", "json", "png")


class FileUnreadable(Invalid):
    """这个文件打不开，请核对路径；文件不能大于 64 MB。"""

    code = "file-unreadable"


class DidNeeded(Invalid):
    """离线核验凭证要有出具方的公钥：请用 --did 指明它的 DID 文档（网站上的 /.well-known/did.json）。"""

    code = "did-needed"


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when nothing speaks against the file, 1 when something does."""
    if args.offline and not args.did:
        raise DidNeeded
    trust = trust_of(args.did) if args.did else None
    found = check(args.file, trust)
    if args.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        Console(file=sys.stdout).print(table(found))
    return 0 if found.holds else 1


def check(path: Path, trust: Trust | None) -> Finding:
    """The finding of one file: offline against given keys, or against the house's keys, register and log."""
    data = _bytes(path)
    if trust is not None:
        found = examine(data, trust, clock.now())
        return found.but(_("没有连数据库：是否撤销、在不在日志里没有问到。")) if found.intact else found
    open_database()
    return check_file(data, clock.now())


def trust_of(path: Path) -> Trust:
    """The keys of a DID document in a file. Raises BadDidDocument."""
    try:
        did, keys = keys_of(json.loads(_bytes(path)))
    except ValueError as fault:
        raise BadDidDocument from fault
    return Trust(keys, did)


def table(found: Finding) -> Table:
    """The four questions with their answers, for a terminal."""
    shown = Table(show_header=False, box=None)
    states = {"valid": _("有效"), "revoked": _("已撤销"), "unknown": _("没有问到")}
    log = {True: _("已写入"), False: _("对不上"), None: _("等待写入")}
    shown.add_row(_("有没有改动"), _("没有") if found.intact else _("改动过，或者不是可信的出具方"))
    shown.add_row(_("出具方"), found.issued_by or "—")
    shown.add_row(_("证明编号"), found.number or "—")
    shown.add_row(_("现在的状态"), states[found.status])
    shown.add_row(_("透明日志"), states["unknown"] if found.status == "unknown" else log[found.in_log])
    for reason in found.reasons:
        shown.add_row(_("说明"), reason)
    return shown


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as fault:
        raise FileUnreadable from fault
    if len(data) > LARGEST:
        raise FileTooLarge
    return data
