"""One small Xinyu, loaded once for each file of this folder and taken away after its tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from redvest.core.models import Installation
from redvest.faces.ops.demo.command import load
from redvest.registry.actions.bulk import empty_demo

AT = datetime(2026, 11, 22, 3, 15, tzinfo=UTC)  # a Sunday, a quarter past eleven in China
SCALE = 0.02


@dataclass(frozen=True)
class Loaded:
    """What loading answered, and where it wrote the logins."""

    answer: dict[str, Any]
    folder: Path
    at: datetime


@pytest.fixture(scope="module")
def xinyu(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("demo")
    places = override_settings(
        REDVEST_DATA_DIR=folder, REDVEST_JOURNAL_DIR=folder / "log", MEDIA_ROOT=folder / "files"
    )
    with django_db_blocker.unblock(), places:  # type: ignore[attr-defined]
        answer = load(city="xinyu", scale=SCALE, seed=7, at=AT, quiet=True)
    yield Loaded(answer, folder, AT)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        empty_demo()
        Installation.objects.all().delete()


@pytest.fixture(autouse=True)
def folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    """What a test loads itself writes its logins elsewhere."""
    settings.REDVEST_DATA_DIR = tmp_path
