"""``redvest verify FILE``: is a certificate intact, whose is it, does it still stand, is it in the log."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cryptography import x509
from django.conf import settings
from django.db import DatabaseError, connection
from rich.console import Console

from redvest.connectors.eseal import certificates_in
from redvest.core import clock
from redvest.core.errors import DomainError, Invalid
from redvest.faces.ops import verify_credential
from redvest.faces.ops.database import embedded, open_database
from redvest.faces.ops.verify_credential import FileUnreadable
from redvest.service.queries.paper_check import check_paper
from redvest.service.rules.verdict import STATUS_WORDS, Verdict

LARGEST = 64 * 1024**2


class Checker(Protocol):
    """Comes to a verdict on the bytes of one kind of file."""

    def __call__(
        self, data: bytes, /, *, trust: Sequence[x509.Certificate], at: datetime, ask: bool
    ) -> Verdict: ...


CHECKERS: dict[str, Checker] = {".pdf": check_paper}


class KindUnknown(Invalid):
    """不认识这种文件。能核验的是本平台开出的证明文件，例如 PDF。"""

    code = "kind-unknown"


class TrustUnreadable(Invalid):
    """--trust 后面要写一个证书文件（PEM 或 DER）。"""

    code = "trust-unreadable"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("verify", help="核验一份证明：改没改过、谁开的、还有没有效、在不在日志里")
    parser.add_argument("file", type=Path, metavar="文件", help="证明 PDF、凭证 .jwt 或 .json、徽章 .png")
    parser.add_argument("--trust", type=Path, metavar="证书", help="另外信任的签章证书（PEM 或 DER）")
    parser.add_argument("--did", type=Path, metavar="文件", help="凭证出具方的 DID 文档：离线核验签名")
    parser.add_argument("--offline", action="store_true", help="不查数据库，只看文件本身")
    parser.add_argument("--json", action="store_true", help="输出一份 JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when nothing speaks against the file, 1 when something does, 2 when it cannot be read."""
    kind = args.file.suffix.lower()
    if kind.lstrip(".") in (*verify_credential.KINDS, ""):  # without a name, its content tells
        return verify_credential.run(args)
    checker = CHECKERS.get(kind)
    if checker is None:
        raise KindUnknown
    data, trust = _content(args.file), _trusted(args.trust)
    verdict = checker(data, trust=trust, at=clock.now(), ask=not args.offline and _house_is_there())
    if args.json:
        print(json.dumps(verdict.as_json(), ensure_ascii=False))
    else:
        _say(Console(), verdict)
    return 0 if verdict.holds else 1


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise FileUnreadable
        return path.read_bytes()
    except OSError as fault:
        raise FileUnreadable from fault


def _trusted(path: Path | None) -> list[x509.Certificate]:
    if path is None:
        return []
    try:
        return certificates_in(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise TrustUnreadable from fault


def _house_is_there() -> bool:
    """Whether there is a database to ask. None is made for the asking."""
    if embedded() and not (Path(settings.REDVEST_DATA_DIR) / "postgres").is_dir():
        return False
    try:
        open_database()
        return "service_certificate" in connection.introspection.table_names()
    except (DatabaseError, DomainError):
        return False


def _say(console: Console, verdict: Verdict) -> None:
    yes: Callable[[bool], str] = lambda held: "[green]是[/]" if held else "[red]否[/]"  # noqa: E731
    in_log = "没有查到" if verdict.in_log is None else yes(verdict.in_log)
    console.print(f"没有改动过：{yes(verdict.intact)}", soft_wrap=True)
    console.print(f"可信的签章：{yes(verdict.trusted)}　{verdict.issued_by}", soft_wrap=True)
    console.print(f"证明编号　：{verdict.number or '—'}", soft_wrap=True)
    console.print(f"现在的状态：{STATUS_WORDS[verdict.status]}", soft_wrap=True)
    console.print(f"在日志里　：{in_log}", soft_wrap=True)
    for reason in verdict.reasons:
        console.print(f"· {reason}", soft_wrap=True)
