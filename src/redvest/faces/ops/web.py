"""``redvest web``: serves the site with granian."""

from __future__ import annotations

import argparse
import functools
import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string
from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server import Server

from redvest.faces.ops.database import open_database
from redvest.faces.ops.parent import follow, follow_supervisor

# granian counts open connections, idle ones of browsers too, so the limit is far above the number of threads.
CONNECTIONS = 1024


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("web", help="只运行网站")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    parser.add_argument("--workers", type=int, default=settings.REDVEST_WEB_WORKERS, help="进程数")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM."""
    follow_supervisor()
    open_database()
    server = Server(
        settings.WSGI_APPLICATION,
        address=args.host,
        port=args.port,
        interface=Interfaces.WSGI,
        loop=Loops.asyncio,
        workers=args.workers,
        blocking_threads=settings.REDVEST_WEB_THREADS,
        backlog=2 * CONNECTIONS,
        backpressure=CONNECTIONS,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    )
    preload(settings.WSGI_APPLICATION)
    server.serve(target_loader=functools.partial(load_application, parent=os.getpid()))
    return 0


def preload(target: str) -> None:
    """Load application and views once: the forked web processes share them, and start (and come back) at once.

    No connection may be opened here, it would be shared too.
    """
    import_string(target)
    _ = get_resolver().url_patterns


def load_application(target: str, *, parent: int) -> Callable[..., Any]:
    """Runs in each web process, which is to end with the main process."""
    follow(parent)
    application: Callable[..., Any] = import_string(target)
    return application
