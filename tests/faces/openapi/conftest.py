"""Speaking to the API in tests as other programs do: over its addresses, with tokens, in JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
import time_machine

from tests.faces.openapi import world as worlds
from tests.faces.openapi.caller import API, Caller, caller_for, problem
from tests.faces.openapi.world import World
from tests.factories import registry as make
from tests.kept import Keep

__all__ = ["API", "Caller", "caller_for", "problem"]


@pytest.fixture(scope="module")
def world_kept(keep: Keep) -> Iterator[World]:
    with keep(worlds.build) as made:
        yield made


@pytest.fixture
def world(world_kept: World) -> World:
    return deepcopy(world_kept)


@pytest.fixture
def guest() -> Caller:
    return Caller()


@pytest.fixture(autouse=True)
def today() -> Any:
    """The tests' day; it does not pass unless a test lets it."""
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def travel(today: Any) -> Callable[[datetime], None]:
    def go(at: datetime) -> None:
        today.move_to(at, tick=False)

    return go
