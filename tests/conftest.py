"""What every test stands on: a real PostgreSQL, a fresh database per run, and an empty folder for files."""

from __future__ import annotations

import os

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright runs a loop in the thread that reads the database

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase

# A shared machine is slow at times: an example that takes long is no fault of the code.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    from redvest.core import embedded
    from tests import database

    if not os.environ.get("DATABASE_URL"):
        embedded.acquire(Path(settings.REDVEST_DATA_DIR))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "solo")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name = database.fresh(worker)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.drop(name)


@pytest.fixture(autouse=True)
def files_elsewhere(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    settings.REDVEST_JOURNAL_DIR = tmp_path / "log"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def staff_by_password_alone(settings: pytest.FixtureRequest) -> None:
    """As in a demonstration; what the second factor asks of staff is in the tests of that name."""
    settings.REDVEST_SECOND_FACTOR = False  # type: ignore[attr-defined]


def empty_all_tables(self: object) -> None:
    """Between tests that commit: empty every table. The append-only triggers step aside for the owner, here only."""
    from django.db import connection

    kept = {"django_migrations", "django_content_type", "auth_permission"}
    tables = [name for name in connection.introspection.table_names() if name not in kept]
    guarded = (
        "core_auditline", "service_hoursentry", "service_logleaf", "service_loghead",
        "service_agreementsigning", "service_rosterfreeze", "service_rosterline", "service_caseevent",
    )  # fmt: skip
    with connection.cursor() as cursor:
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables) + " CASCADE")
        for table in guarded:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


TransactionTestCase._fixture_teardown = empty_all_tables
