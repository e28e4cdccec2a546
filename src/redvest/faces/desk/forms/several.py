"""A page with several forms of which one is sent at a time: the button that was pressed says which, as ``verb``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms

from redvest.faces.desk.forms.sent import attempt
from redvest.faces.shared.entry import HouseRequest

MakeForm = Callable[[Any], forms.Form]


@dataclass(frozen=True)
class Several:
    """The forms by their verbs; ``verb`` is the one that was sent, empty for a page that is only looked at."""

    forms: dict[str, forms.Form]
    verb: str

    @property
    def status(self) -> int:
        sent = self.forms.get(self.verb)
        return 422 if sent is not None and sent.errors else 200

    def done(self, act: Callable[[str, dict[str, Any]], object], fields: Mapping[str, str]) -> bool:
        """Do what the form that was sent says, ``act(verb, typed)``; whether it was done.

        A refusal goes beside its field (``fields`` as for ``blame``); who may not act gets the 403 page.
        """
        return attempt(self.forms.get(self.verb), partial(act, self.verb), fields)


def several(request: HouseRequest, kinds: Mapping[str, MakeForm]) -> Several:
    """``kinds`` make each form, given what was sent to it or None."""
    verb = request.POST.get("verb", "") if request.method == "POST" else ""
    made = {name: make(request.POST if name == verb else None) for name, make in kinds.items()}
    for name, form in made.items():
        form.auto_id = f"id_{name}_%s"  # two forms of a page may ask for the same thing
    return Several(made, verb if verb in made else "")
