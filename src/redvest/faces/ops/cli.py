"""The command line: finds the command, runs it, and turns expected failures into a sentence and exit code 2."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from django.db import OperationalError

from redvest.core.errors import DomainError

# Loaded by name so that `redvest stats` does not wait for what only `redvest up` needs.
COMMANDS = {
    "up": "redvest.faces.ops.up",
    "web": "redvest.faces.ops.web",
    "worker": "redvest.faces.ops.worker",
    "migrate": "redvest.faces.ops.migrate",
    "doctor": "redvest.faces.ops.doctor",
    "stats": "redvest.faces.ops.stats",
    "demo": "redvest.faces.ops.demo.command",
    "import": "redvest.faces.ops.importing",
    "export": "redvest.faces.ops.exporting",
    "log": "redvest.faces.ops.log",
    "bench": "redvest.faces.ops.bench",
    "verify": "redvest.faces.ops.verify",
    "credential": "redvest.faces.ops.credential_keys",
    "integrity": "redvest.faces.ops.integrity",
    "retention": "redvest.faces.ops.retention",
    "stations": "redvest.faces.ops.stations",
    "recover": "redvest.faces.ops.recover",
    "roster": "redvest.faces.ops.rosters",
    "match": "redvest.faces.ops.matching",
    "sms-reply": "redvest.faces.ops.sms_reply",
}


def run(argv: Sequence[str]) -> int:
    """Run one command line. Returns 0 done, 1 the check found a fault, 2 wrong usage or bad input."""
    parser = argparse.ArgumentParser(prog="redvest", description="Redvest 红马甲：一座城市的志愿服务平台")
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    wanted = next((word for word in argv if not word.startswith("-")), "")
    for name in [wanted] if wanted in COMMANDS else COMMANDS:
        importlib.import_module(COMMANDS[name]).add_parser(commands)
    try:
        args = parser.parse_args(argv)
        return int(args.run(args) or 0)
    except DomainError as fault:
        sys.stderr.write(f"{fault.message}\n")
        return 2
    except OperationalError as fault:
        sys.stderr.write(f"数据库连不上，请运行 redvest doctor 看看缺什么：{fault}\n")
        return 2
    except SystemExit as stop:
        if isinstance(stop.code, str):
            sys.stderr.write(f"{stop.code}\n")
            return 2
        return int(stop.code or 0)
    except KeyboardInterrupt:
        sys.stderr.write("\n已停止。\n")
        return 130
    except BrokenPipeError:
        return 0
