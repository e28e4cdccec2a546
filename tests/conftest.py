"""What every test stands on: a real PostgreSQL, a fresh database per run, and an empty folder for files."""

from __future__ import annotations

import os

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright runs a loop in the thread that reads the database

import gc
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase

from tests import database
from tests.kept import Keep, kept

# A shared machine is slow at times: an example that takes long is no fault of the code.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    from redvest.core import embedded

    if not os.environ.get("DATABASE_URL"):
        embedded.acquire(Path(settings.REDVEST_DATA_DIR))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "solo")
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        name = database.fresh(worker)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        database.drop(name)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector of garbage need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


def pytest_sessionstart(session: pytest.Session) -> None:
    """The process that only deals the tests out collects none itself."""
    if getattr(session.config.option, "numprocesses", None) and "PYTEST_XDIST_WORKER" not in os.environ:
        gc.enable()


@pytest.fixture(scope="session")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Names of folders that nobody used yet. Only a test that writes makes its own; ``tmp_path`` makes one for each."""
    root, serial = tmp_path_factory.mktemp("written"), count(1)
    return lambda: root / str(next(serial))


@pytest.fixture(autouse=True)
def files_elsewhere(settings: pytest.FixtureRequest, new_folder: Callable[[], Path]) -> None:
    folder = new_folder()
    settings.MEDIA_ROOT = folder / "files"  # type: ignore[attr-defined]
    settings.REDVEST_JOURNAL_DIR = folder / "log"  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def keep(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, new_folder: Callable[[], Path]
) -> Keep:
    """For fixtures of a module: rows that are made once and stay for all of its tests."""
    return lambda make: kept(django_db_blocker, new_folder(), make)


@pytest.fixture(autouse=True)
def staff_by_password_alone(settings: pytest.FixtureRequest) -> None:
    """As in a demonstration; what the second factor asks of staff is in the tests of that name."""
    settings.REDVEST_SECOND_FACTOR = False  # type: ignore[attr-defined]


def empty_all_tables(self: object) -> None:
    """Between tests that commit. TRUNCATE of all tables writes hundreds of files anew, for the rows of a few tables."""
    database.empty()


TransactionTestCase._fixture_teardown = empty_all_tables
