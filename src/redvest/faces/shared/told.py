"""A step at the desk that may be refused: the page comes back and says why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest

from redvest.core.errors import Conflict, DomainError, NotAllowed


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


def told_moved(request: HttpRequest, fault: DomainError, fields: Collection[str]) -> bool:
    """Tell a refusal that is about what moved meanwhile and not about what was typed; whether it was one.

    ``fields``: codes that have a field of their own. Any other conflict may have taken its form off the page, and a
    sentence beside a field that is not there is read by nobody.
    """
    if fault.status != Conflict.status or fault.code in fields:
        return False
    messages.error(request, fault.message)
    return True
