"""What every request passes: its id, its language, and domain errors made pages."""

from __future__ import annotations

import re

import pytest
import structlog
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import translation

from redvest.core.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    TooManyTries,
    Unauthenticated,
)
from redvest.faces.shared import errors
from redvest.faces.shared.entry import HouseRequest, public

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

FAULTS: dict[str, Exception] = {
    "error": DomainError(), "not-allowed": NotAllowed(), "not-found": NotFound(), "conflict": Conflict(),
    "invalid": Invalid("第 <3> 行要改。", row=3), "many": TooManyTries(retry_after=37), "many-unsaid": TooManyTries(),
    "unauthenticated": Unauthenticated(), "bug": ZeroDivisionError("secret thing"),
}  # fmt: skip


@public
def fail(request: HouseRequest, name: str) -> HttpResponse:
    raise FAULTS[name]


@public
def language(request: HouseRequest) -> HttpResponse:
    request_id = structlog.contextvars.get_contextvars()["request_id"]
    return HttpResponse(f"{translation.get_language()} {request_id}")


urlpatterns = [
    path("fail/<str:name>/", fail),
    path("language/", language),
    path("", include("redvest.config.urls")),
]
handler404 = "redvest.faces.shared.errors.not_found"
handler500 = "redvest.faces.shared.errors.server_error"


@pytest.mark.parametrize("cookie", ["zh-hans", "en"])
def test_the_language_is_the_one_that_was_chosen(client: Client, cookie: str) -> None:
    client.cookies["language"] = cookie

    response = client.get("/language/", headers={"Accept-Language": "fr"})

    assert response.content.decode().split()[0] == cookie
    assert response["Content-Language"] == cookie


@pytest.mark.parametrize("browser", ["en", "en-GB,en;q=0.9", "fr", "zh-TW", "*", ""])
def test_a_browsers_own_language_is_no_choice(client: Client, browser: str) -> None:
    response = client.get("/language/", headers={"Accept-Language": browser})

    assert response.content.decode().split()[0] == "zh-hans"
    assert response["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("cookie", ["fr", "zh", "EN", "", "../../etc/passwd", "zh-hans "])
def test_a_language_we_do_not_speak_is_chinese(client: Client, cookie: str) -> None:
    client.cookies["language"] = cookie

    assert client.get("/language/")["Content-Language"] in {"zh-hans"}


def test_one_persons_language_does_not_stay_for_the_next(client: Client) -> None:
    before = translation.get_language()
    client.cookies["language"] = "en"
    client.get("/language/")

    assert translation.get_language() == before
    assert Client().get("/language/").content.decode().startswith("zh-hans ")


def test_every_request_has_an_id_of_its_own_and_so_have_its_logs(client: Client) -> None:
    first, second = (client.get("/language/") for _ in range(2))

    for response in (first, second):
        assert re.fullmatch(r"[0-9a-f]{16}", response["X-Request-Id"])
        assert response.content.decode().split()[1] == response["X-Request-Id"]
    assert first["X-Request-Id"] != second["X-Request-Id"]


def test_an_id_sent_from_outside_is_not_believed(client: Client) -> None:
    assert client.get("/language/", headers={"X-Request-Id": "mine\n"})["X-Request-Id"] != "mine"


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("error", 400, "这一步没有做成，请稍后再试。"),
        ("not-allowed", 403, "你没有权限做这一步。如果你认为应该有，请联系所在组织或区志愿服务中心。"),
        ("not-found", 404, "没有找到。它可能已经删除，或者地址抄错了一位。"),
        ("conflict", 409, "别人刚刚改过它，请刷新后再试。"),
        ("invalid", 422, "第 &lt;3&gt; 行要改。"),
        ("many", 429, "操作太频繁了，请稍等一会儿再试。"),
    ],
)
def test_an_expected_failure_is_a_page_with_its_status_and_sentence(
    client: Client, name: str, status: int, sentence: str
) -> None:
    for method in (client.get, client.post):
        response = method(f"/fail/{name}/")

        assert response.status_code == status
        assert sentence in response.content.decode()
        assert response["Content-Type"].startswith("text/html")
        assert response["X-Request-Id"]


def test_who_asks_too_often_is_told_how_long_to_wait(client: Client) -> None:
    assert client.get("/fail/many/")["Retry-After"] == "37"
    assert "Retry-After" not in client.get("/fail/many-unsaid/")
    assert "Retry-After" not in client.get("/fail/conflict/")


def test_who_only_has_to_sign_in_is_sent_to_do_so(client: Client) -> None:
    response = client.get("/fail/unauthenticated/", {"q": "老人"})

    assert (response.status_code, response["Location"]) == (
        302, "/login/?next=%2Ffail%2Funauthenticated%2F%3Fq%3D%25E8%2580%2581%25E4%25BA%25BA",
    )  # fmt: skip


def test_a_bug_is_a_page_that_tells_nothing(client: Client) -> None:
    client.raise_request_exception = False

    response = client.get("/fail/bug/")

    assert response.status_code == 500
    assert "我们这边出了点问题" in response.content.decode()
    assert "secret thing" not in response.content.decode()


def test_a_page_that_is_not_there(client: Client) -> None:
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "没有找到这一页" in response.content.decode()


def test_an_english_reader_gets_an_english_language_header_with_the_error(client: Client) -> None:
    client.cookies["language"] = "en"

    assert client.get("/fail/conflict/")["Content-Language"] == "en"


def test_a_form_that_is_too_old_is_explained() -> None:
    response = Client(enforce_csrf_checks=True).post("/language/", {"a": "b"})

    assert response.status_code == 403
    assert "页面放得太久，已经过期" in response.content.decode()


@pytest.mark.parametrize(("view", "status"), [(errors.bad_request, 400), (errors.forbidden, 403)])
def test_what_django_refuses_itself_looks_the_same(view: object, status: int) -> None:
    response = view(RequestFactory().get("/x/"), ValueError("inner"))  # type: ignore[operator]

    assert response.status_code == status
    assert "inner" not in response.content.decode()


@pytest.mark.parametrize("address", ["/language/", "/fail/not-found/", "/nowhere/"])
def test_no_page_may_be_framed_or_load_from_elsewhere(client: Client, address: str) -> None:
    response = client.get(address)

    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'" and policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
