"""Events: a context publishes what happened, ``config/wiring.py`` lists who listens.

A listener runs in the publisher's transaction, so what it writes stands or falls with what happened.
Listeners of an event run in the order in which they were connected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")
_listeners: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def listen(event: type[E], listener: Callable[[E], None]) -> None:
    """Connect a listener once; connecting it again changes nothing."""
    if listener not in _listeners[event]:
        _listeners[event].append(listener)


def publish(event: Any) -> None:
    """Tell every listener of this event's class."""
    for listener in _listeners[type(event)]:
        listener(event)


def listeners() -> dict[type[Any], list[Callable[[Any], None]]]:
    """Who listens to what; the docs test reads it."""
    return dict(_listeners)
