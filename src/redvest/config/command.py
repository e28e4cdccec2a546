"""The ``redvest`` command: names the settings, makes the database available, hands over to the ops face."""

from __future__ import annotations

import os
import sys

import django


def main() -> int:
    """Run one command. Exit codes: 0 done, 1 the check found a fault, 2 wrong usage or bad input."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "redvest.config.settings")
    try:
        from redvest.config import (
            logs,
        )  # reads the environment, which may be wrong: say so without a traceback
    except SystemExit as stop:
        sys.stderr.write(f"{stop}\n")
        return 2
    logs.configure()
    django.setup()
    from redvest.faces.ops.cli import run  # models can only be imported after django.setup()

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
