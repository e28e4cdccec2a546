"""A form that was sent on a page of the desk: done and thanked for, or back with the refusal beside its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame


def attempt(form: Form | None, act: Callable[[dict[str, Any]], object], fields: Mapping[str, str]) -> bool:
    """Whether ``act`` was done with what was typed; a refusal goes beside its field (``fields`` as for ``blame``).

    Who may not do it gets the 403 page.
    """
    if form is None or not form.is_valid():
        return False
    try:
        act(dict(form.cleaned_data))
    except DomainError as fault:
        if fault.status == 403:
            raise
        blame(form, fault, fields)
        return False
    return True


def done(
    request: HttpRequest,
    form: Form | None,
    act: Callable[[dict[str, Any]], object],
    fields: Mapping[str, str],
    said: str,
) -> bool:
    """``attempt``, and thanks when it was done."""
    was_done = attempt(form, act, fields)
    if was_done:
        messages.success(request, said)
    return was_done
