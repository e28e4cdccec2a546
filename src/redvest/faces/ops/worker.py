"""``redvest worker``: runs background jobs and the clock."""

from __future__ import annotations

import argparse
import signal
import threading

from redvest.core.jobs import run_worker
from redvest.faces.ops.database import open_database
from redvest.faces.ops.parent import follow_supervisor


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("worker", help="只运行后台任务和定时任务")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work until SIGINT or SIGTERM; the task at hand is finished first, unless the supervisor loses patience."""
    stop = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    follow_supervisor()
    open_database()
    run_worker(stop)
    return 0
