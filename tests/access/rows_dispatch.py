"""Needs on their way at the own place and body: what the addresses of dispatching, serving and confirming stand for."""

from __future__ import annotations

from typing import Any

from redvest.care.actions.dispatch import dispatch_to_body
from redvest.care.actions.need_link import link_of
from redvest.care.choices import ConfirmAnswer, ConfirmWay, NeedState, ServingState
from redvest.care.models import NeedConfirmation
from redvest.connectors.storage import storage
from redvest.registry.models import Body, Station
from tests.factories.care import make_dispatch, make_need, make_serving
from tests.factories.registry import NOW, make_account, make_officer, make_volunteer
from tests.factories.service import HOUR


def dispatch_keys(body: Body, own: Station) -> dict[str, tuple[Any, ...]]:
    """Merged into the rows of the matrix."""
    sent = make_need(region=own.region, state=NeedState.QUEUED)
    round_ = dispatch_to_body(by=make_officer(), need=sent, body=body, at=NOW)
    open_ = make_need(region=own.region, state=NeedState.OFFERED)
    make_dispatch(need=open_)
    done = make_need(region=own.region, state=NeedState.SERVED, served_at=NOW)
    serving = make_serving(
        need=done, volunteer=make_volunteer(), body=body, state=ServingState.SERVED, started_at=NOW - 2 * HOUR,
        ended_at=NOW - HOUR, minutes=60,
    )  # fmt: skip
    storage().write("callbacks/360500/2026/x.wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20))
    call = NeedConfirmation.objects.create(
        need=done, way=ConfirmWay.CALL, answer=ConfirmAnswer.DONE, called_by=make_account(), at=NOW,
        recording_key="callbacks/360500/2026/x.wav",
    )  # fmt: skip
    return {
        "desk/needs/<uuid:key>/dispatch/": (open_.pk,),
        "desk/needs/<uuid:key>/activity/": (sent.pk,),
        "desk/needs/<uuid:key>/call/": (done.pk, call.pk),
        "desk/dispatches/<uuid:key>/": (round_.pk,),
        "desk/dispatches/servings/<uuid:key>/sign/": (serving.pk,),
        "help/<uuid:key>/": (open_.pk,),
        "me/needs/<uuid:key>/": (serving.pk,),
        "api/v1/needs/<uuidstr:need_id>": (open_.pk,),
        "api/v1/me/needs/<uuidstr:serving_id>/": (serving.pk,),
        "n/<str:token>/": (link_of(need=done, at=NOW),),
        "sms/up/<str:token>/": ("word",),
    }
