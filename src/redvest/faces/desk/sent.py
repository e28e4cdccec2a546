"""A form that was sent on a page of the desk: done and thanked for, or back with the refusal beside its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest

from redvest.core.errors import DomainError
from redvest.faces.desk.forms.inputs import blame


def done(
    request: HttpRequest,
    form: Form | None,
    act: Callable[[dict[str, Any]], object],
    fields: Mapping[str, str],
    said: str,
) -> bool:
    """Whether ``act`` was done with what was typed; who may not do it gets the 403 page. ``fields`` as for ``blame``."""
    if form is None or not form.is_valid():
        return False
    try:
        act(dict(form.cleaned_data))
    except DomainError as fault:
        if fault.status == 403:
            raise
        blame(form, fault, fields)
        return False
    messages.success(request, said)
    return True
