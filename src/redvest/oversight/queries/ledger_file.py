"""Where the ledgers (台账) lie that were made in the background."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from redvest.oversight.models import LedgerFile


def path_of(asked: LedgerFile) -> Path:
    """The place of its file, whether it is made yet or not."""
    return Path(settings.REDVEST_DATA_DIR) / "ledgers" / f"{asked.pk}.{asked.form}"
