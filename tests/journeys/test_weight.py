"""What the first view of a page weighs on the wire, as the house really sends it, and that it asks nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.template.autoreload import reset_loaders
from django.test import override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Request, expect

from redvest.faces.shared.templatetags.redvest import _icon
from tests.factories import registry, service
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST = 150_000
SHIPPED = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


@pytest.fixture(scope="module")
def collected(built_assets: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files as a release has them: hashed names, compressed beside the originals."""
    root = tmp_path_factory.mktemp("shipped") / "static"
    with override_settings(STATIC_ROOT=root, STORAGES=SHIPPED):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


@pytest.fixture
def shipped(collected: Path, transactional_db: None) -> Iterator[str]:
    """A server that sends static files itself, as in production; the tests' usual one serves the sources."""
    forget_addresses()
    with override_settings(STATIC_ROOT=collected, STORAGES=SHIPPED, WHITENOISE_AUTOREFRESH=False):
        thread = LiveServerThread("localhost", static_handler=lambda application: application)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        assert thread.error is None
        yield f"http://localhost:{thread.port}"
        thread.terminate()
    forget_addresses()


def forget_addresses() -> None:
    """Addresses of files are kept for the life of a process: icons', and those in parts of pages drawn once."""
    _icon.cache_clear()
    reset_loaders()


def city_with_activities(town: Town) -> str:
    """A first page full of activities; the address of the last one."""
    for n in range(30):
        starts_at = registry.NOW + (24 + n) * service.HOUR
        activity = service.make_activity(
            body=town.body, leader=town.leader, title=f"陪独居老人买菜{n}", starts_at=starts_at
        )
        for title in ("陪同员", "登记员", "摄影员"):
            service.make_post(activity=activity, title=title)
    return f"/activities/{activity.pk}/"


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_the_first_view_is_light(arrive: Arrive, town: Town, shipped: str) -> None:
    one = city_with_activities(town)
    for address in ("/", "/activities/", one):
        guest = arrive(home=shipped)  # a fresh browser: nothing is in its cache
        asked: list[Request] = []
        guest.page.on("requestfinished", lambda request, kept=asked: kept.append(request))
        guest.page.goto(shipped + address, wait_until="networkidle")
        weights = {
            request.url.removeprefix(shipped): request.sizes()["responseBodySize"] for request in asked
        }
        total = sum(weights.values())
        heaviest = sorted(weights.items(), key=lambda item: -item[1])[:6]
        assert any(".css" in url for url in weights), weights
        assert 0 < total < MOST, f"{address} weighs {total}: {heaviest}"
        packed = [request for request in asked if request.url.endswith((".css", ".js"))]
        assert packed and all(packed_on_the_way(request) for request in packed)
        guest.assert_well()


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_the_offline_gate_is_light_and_opens_without_a_network_as_shipped(
    arrive: Arrive, town: Town, shipped: str
) -> None:
    activity = service.make_activity(body=town.body, leader=town.leader, starts_at=registry.NOW)
    service.make_signup(post=service.make_post(activity=activity), volunteer=registry.make_volunteer())
    leader = arrive(town.leader, home=shipped)
    leader.page.clock.set_fixed_time(registry.NOW)
    asked: list[Request] = []
    leader.page.on("requestfinished", lambda request: asked.append(request))
    leader.page.goto(f"{shipped}/desk/activities/{activity.pk}/offline/")
    expect(leader.main.get_by_text("已经装好，没网也能打开")).to_be_visible()
    total = sum(request.sizes()["responseBodySize"] for request in asked)
    assert 0 < total < MOST, total
    leader.assert_well()

    leader.page.context.set_offline(True)
    leader.page.reload()
    expect(leader.page.get_by_text("没有网，照常签到")).to_be_visible()
    leader.main.get_by_role("button", name="签到：李明霞").click()
    expect(leader.main.get_by_text("还有 1 条没传上去")).to_be_visible()
    assert leader.page.evaluate(
        "import('/static/vendor/qr-scanner/qr-scanner-worker.min.js').then(() => true)"
    )
    leader.forgive_no_network()
    leader.assert_well()


def packed_on_the_way(request: Request) -> bool:
    response: Any = request.response()
    return (
        response.headers.get("content-encoding") in ("gzip", "br")
        or int(response.headers["content-length"]) < 600
    )
