"""The log of a server: one JSON line an event, and a fault of Django comes with its traceback as ours do."""

from __future__ import annotations

import json
import os
import subprocess
import sys

FAULTS = """
import logging
import structlog
from redvest.config import logs

logs.configure()
try:
    {}["门牌"]
except KeyError:
    logging.getLogger("django.request").error("Internal Server Error: %s", "/me/", exc_info=True)
    structlog.get_logger().exception("job_failed")
logging.getLogger("django.request").error("no fault")
"""


def test_a_fault_of_django_is_written_with_its_traceback() -> None:
    environment = {**os.environ, "REDVEST_MODE": "test", "REDVEST_LOG_LEVEL": "INFO"}
    ran = subprocess.run(
        [sys.executable, "-c", FAULTS], env=environment, capture_output=True, text=True, check=True
    )
    django, ours, plain = (json.loads(line) for line in ran.stderr.splitlines())
    assert (django["event"], ours["event"]) == ("Internal Server Error: /me/", "job_failed")
    for line in (django, ours):
        assert line["exception"].startswith("Traceback") and "KeyError: '门牌'" in line["exception"]
        assert "exc_info" not in line
    assert plain["event"] == "no fault" and "exception" not in plain
