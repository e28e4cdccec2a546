"""Structured logs: one line an event, readable on a terminal, JSON elsewhere."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

from redvest.config.env import ENV


def configure() -> None:
    """Send structlog and the standard library's loggers to standard error."""
    level = getattr(logging, ENV.redvest_log_level)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    renderer: Any = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    # Faults of the standard library's loggers (every 500 of Django) come with their traceback too.
    foreign = [*shared, structlog.processors.format_exc_info]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=foreign))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
