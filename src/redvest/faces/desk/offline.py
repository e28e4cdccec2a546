"""The gate without a network: an installable page of one activity, the roster it takes along, and its queue's way home.

The page itself holds no name: people come to it as the signed roster, which its scripts keep and throw away.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.gate_scan import sentence_of
from redvest.faces.desk.offline_assets import addresses_of, files_to_keep, manifest_of, version_of
from redvest.faces.desk.offline_batch import pass_of, read_batch, scans_of
from redvest.faces.desk.offline_words import words
from redvest.faces.desk.presence import people_at
from redvest.faces.desk.scope import activity_within
from redvest.faces.desk.words import span_words
from redvest.faces.shared.entry import HouseRequest, public, staff
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.actions.attendance import ScanResult
from redvest.service.actions.offline import merge_queue, take_roster
from redvest.service.models import Activity
from redvest.service.queries.presence import ACCEPTED, PENDING, REPEATED

TAKEN = (ACCEPTED, REPEATED, PENDING)  # written down; a way out may wait for its way in from another phone


def _led(by: Standing, key: UUID) -> Activity:
    found = activity_within(by, key)
    policy.require_may_lead(by, found)
    return found


@ensure_csrf_cookie
@never_cache
@require_safe
@staff
def page(request: HouseRequest, key: UUID) -> HttpResponse:
    """The shell: the activity's name and time, the words, the scripts."""
    found = _led(request.standing, key)
    context = {
        "activity": found,
        "when": span_words(found.starts_at, found.ends_at, clock.day_of(clock.now())),
        "gate": {
            "activity": str(found.pk),
            "ends_at": found.ends_at.isoformat(),
            "urls": addresses_of(key),
            "words": words(),
        },
    }
    return render(request, "desk/offline.html", context)


@require_safe
@staff
def manifest(request: HouseRequest, key: UUID) -> JsonResponse:
    """What a phone needs to know to put the page among its apps."""
    found = _led(request.standing, key)
    return JsonResponse(manifest_of(found), content_type="application/manifest+json")


@never_cache
@require_safe
@public
def worker(request: HouseRequest, key: UUID) -> HttpResponse:
    """The service worker of this one page; its folder is all that it may serve.

    Open to everybody: browsers ask for a worker's module without cookies. It says nothing but addresses.
    """
    home = reverse("desk:offline", args=[key])
    kept = {"page": home, "files": files_to_keep(), "version": version_of(home), "urls": addresses_of(key)}
    source = (
        f'import {{ keep }} from "{static("desk/offline/worker.js")}";\n'
        f"keep({json.dumps(kept | {'activity': str(key)})});\n"
    )
    return HttpResponse(source, content_type="text/javascript; charset=utf-8")


@never_cache
@require_POST
@staff
def roster(request: HouseRequest, key: UUID) -> JsonResponse:
    """The list as it goes onto the phone: name, pinyin to search by, the phone's tail, the post, where they are."""
    at = clock.now()
    try:
        found = _led(request.standing, key)
        people = _people(found)
        carried = take_roster(by=request.standing, activity=found, people=people, at=at)
    except DomainError as fault:
        return _refused(fault)
    return JsonResponse(
        {
            "pass": asdict(carried),
            "people": people,
            "leader": request.standing.name,
            "now": at.astimezone(clock.CHINA).isoformat(),
        }
    )


def _people(found: Activity) -> list[dict[str, str]]:
    return [
        {
            "id": str(person["volunteer"]),
            "name": person["name"],
            "pinyin": person["pinyin"],
            "tail": person["tail"],
            "post": person["post"],
            "state": "here" if person["here"] else "gone" if person["came"] else "none",
        }
        for person in people_at(found, clock.now())
    ]


@never_cache
@require_POST
@staff
def scans(request: HouseRequest, key: UUID) -> JsonResponse:
    """A batch of the phone's queue. Each scan is answered by its nonce, a refusal with its sentence."""
    at = clock.now()
    try:
        found = _led(request.standing, key)
        batch = read_batch(request.body)
        merged = merge_queue(
            by=request.standing, activity=found, carried=pass_of(batch), scans=scans_of(batch, found.city), at=at,
            sent_at=batch.sent_at,
        )  # fmt: skip
    except DomainError as fault:
        return _refused(fault)
    return JsonResponse(
        {
            "results": [_told(result) for result in merged.results],
            "skew_seconds": merged.skew_seconds,
            "skewed": merged.skewed,
            "now": at.astimezone(clock.CHINA).isoformat(),
        }
    )


def _told(result: ScanResult) -> dict[str, Any]:
    ok = result.outcome in TAKEN
    text = "" if ok else sentence_of(result.outcome)
    return {"nonce": result.nonce, "outcome": result.outcome, "ok": ok, "text": text}


def _refused(fault: DomainError) -> JsonResponse:
    return JsonResponse({"code": fault.code, "text": fault.message}, status=fault.status)
