"""A step at the desk that may be refused: the page comes back and says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from redvest.core.errors import DomainError, NotAllowed


@contextmanager
def refusal_told(
    request: HttpRequest, about: str = "", but: tuple[type[DomainError], ...] = ()
) -> Iterator[None]:
    """Turn a refusal inside into a message, ``about`` (whom it concerns) before it. Who may not act gets the 403 page.

    ``but``: refusals that the caller answers in another way.
    """
    try:
        yield
    except DomainError as fault:
        if fault.code == NotAllowed.code or isinstance(fault, but):
            raise
        messages.error(request, f"{about}：{fault.message}" if about else fault.message)
