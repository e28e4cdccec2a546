"""A crisis that is on, with one need and one area, for the doors that ask for them."""

from __future__ import annotations

from typing import Any

from tests.factories import crisis as care
from tests.factories import registry


def crisis_keys() -> dict[str, tuple[Any, ...]]:
    officer = registry.make_officer()
    crisis = care.make_crisis(by=officer)
    need = care.verified(crisis, officer)
    care.make_area(crisis, officer)
    return {
        "crisis/<uuid:key>/": (crisis.pk, need.pk),
        "desk/crises/<uuid:key>/": (crisis.pk,),
        "desk/crises/<uuid:key>/needs/": (crisis.pk, need.pk),
        "desk/crises/<uuid:key>/sheets/": (crisis.pk, "form"),
        "api/v1/crises/<uuidstr:crisis_id>": (crisis.pk,),
    }
