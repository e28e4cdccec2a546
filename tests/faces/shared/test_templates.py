"""The base pages: nothing inline, the landmarks, the switches, and the states they can be in."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from redvest.faces import shared

FOLDER = Path(shared.__file__).parent / "templates"
PAGES = ["shared/base.html", "shared/desk_base.html", "shared/error.html"]


def page(name: str, *, cookies: dict[str, str] | None = None, signed_in: bool = False, **context: Any) -> str:
    request: HttpRequest = RequestFactory().get("/activities/")
    request.COOKIES.update(cookies or {})
    request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
    return render_to_string(name, {"request": request, **context}, request=request)


@pytest.fixture(autouse=True)
def names(settings: Any) -> None:
    settings.REDVEST_SITE_NAME, settings.REDVEST_DEMO = "新余志愿", False


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.html")), ids=lambda path: path.name)
def test_templates_carry_nothing_inline(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert "http://" not in source and "https://" not in source


@pytest.mark.parametrize("name", PAGES)
def test_pages_carry_nothing_inline(name: str) -> None:
    markup = page(name, status=404, sentence="没有找到")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", markup)
    assert not re.search(r"<script(?![^>]*\b(src=|application/json))", markup)


@pytest.mark.parametrize("name", PAGES)
def test_landmarks(name: str) -> None:
    markup = page(name)
    assert markup.count("<main ") == 1 and markup.count('id="main"') == 1
    assert 'class="skip" href="#main"' in markup
    assert '<html lang="zh-Hans"' in markup
    assert 'name="viewport"' in markup and "user-scalable" not in markup and "maximum-scale" not in markup
    assert len(re.findall(r"<nav [^>]*aria-label=", markup)) == markup.count("<nav ")


def test_ids_are_used_once() -> None:
    for name in PAGES:
        ids = re.findall(r'\sid="([^"]+)"', page(name, desk_nav=[{"url": "/desk/", "text": "今天"}]))
        assert len(ids) == len(set(ids)), name


def test_five_taps_and_the_current_one() -> None:
    markup = page("shared/base.html", tab="hours")
    taps = re.findall(
        r'<a href="(/[^"]*)"( aria-current="page")?>', markup.split('class="tabs"')[1].split("</nav>")[0]
    )
    assert [url for url, _current in taps] == [
        "/activities/",
        "/me/code/",
        "/me/hours/",
        "/me/certificates/",
        "/me/",
    ]
    assert [url for url, current in taps if current] == ["/me/hours/"]


def test_elder_view_is_one_tap_away_and_back() -> None:
    plain = page("shared/base.html")
    assert (
        "/prefs/?elder=1&amp;next=/activities/" in plain and "长辈版" in plain and "data-elder" not in plain
    )
    elder = page("shared/base.html", cookies={"elder": "1"})
    assert 'data-elder="1"' in elder and "/prefs/?elder=0&amp;next=/activities/" in elder


@pytest.mark.parametrize("theme", ["dark", "auto"])
def test_theme_is_on_the_root(theme: str) -> None:
    assert f'data-theme="{theme}"' in page("shared/base.html", cookies={"theme": theme})
    assert 'data-theme="light"' in page("shared/base.html")


def test_english_page_offers_chinese() -> None:
    with translation.override("en"):
        markup = page("shared/base.html")
    assert '<html lang="en"' in markup
    assert "language=zh-hans" in markup and ">中文</a>" in markup


def test_chinese_page_offers_english() -> None:
    assert 'lang="en">English</a>' in page("shared/base.html")


def test_signing_in_is_offered_only_to_guests() -> None:
    assert 'href="/login/"' in page("shared/base.html")
    assert 'href="/login/"' not in page("shared/base.html", signed_in=True)


def test_demo_says_so(settings: Any) -> None:
    assert "演示城市" not in page("shared/base.html")
    settings.REDVEST_DEMO = True
    assert "演示城市：人和事都是虚构的" in page("shared/base.html")


def test_city_colours_and_logo_are_settings(settings: Any) -> None:
    assert "city.css" not in page("shared/base.html")
    settings.REDVEST_ACCENT, settings.REDVEST_LOGO = "#1a6dd0", "/files/logo.svg"
    markup = page("shared/base.html")
    assert "/prefs/city.css" in markup and 'src="/files/logo.svg"' in markup


def test_server_error_page_asks_for_no_person() -> None:
    class Broken:
        @property
        def is_authenticated(self) -> bool:
            raise RuntimeError("the database is gone")

    request = RequestFactory().get("/")
    request.user = Broken()  # type: ignore[assignment]
    markup = render_to_string("shared/error.html", {"status": 500, "sentence": "稍后再试"}, request=request)
    assert "稍后再试" in markup


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (404, "没找到"),
        (403, "这里进不去"),
        (429, "请稍等一会儿"),
        (500, "我们这边出错了"),
        (400, "这一步没办成"),
    ],
)
def test_error_page_says_what_and_where_to_go(status: int, word: str) -> None:
    markup = page(
        "shared/error.html",
        status=status,
        sentence="一句话",
        reasons=["原因一", "原因二"],
        way_url="/activities/",
        way_text="看别的活动",
    )
    assert f"<h1>{word}</h1>" in markup and "一句话" in markup
    assert "<li>原因一</li><li>原因二</li>" in markup
    assert '<a class="btn" href="/activities/">看别的活动</a>' in markup


def test_error_page_without_a_request() -> None:
    assert "没有找到" in render_to_string("shared/error.html", {"status": 404, "sentence": "没有找到"})


def test_messages_good_news_fades_and_faults_stay() -> None:
    class Message:
        def __init__(self, level: str, text: str) -> None:
            self.level_tag, self.text = level, text

        def __str__(self) -> str:
            return self.text

    markup = page(
        "shared/base.html", messages=[Message("success", "报名成功"), Message("error", "<b>坏</b>")]
    )
    assert 'class="toast success" data-fade' in markup and "报名成功" in markup
    assert 'class="toast error">' in markup and "&lt;b&gt;坏" in markup


def test_pager_at_both_ends() -> None:
    first = render_to_string("shared/_pager.html", {"pager": {"next_url": "?after=x"}})
    assert 'rel="next"' in first and 'rel="prev"' not in first
    last = render_to_string("shared/_pager.html", {"pager": {"prev_url": "?before=x", "text": "第 21–40 条"}})
    assert 'rel="prev"' in last and 'rel="next"' not in last and "第 21–40 条" in last
    assert render_to_string("shared/_pager.html", {"pager": {}}).strip() == ""
    assert render_to_string("shared/_pager.html", {}).strip() == ""


def test_empty_state_teaches() -> None:
    markup = render_to_string(
        "shared/_empty.html",
        {
            "empty_title": "还没有时长",
            "empty_text": "去做一次",
            "empty_url": "/activities/",
            "empty_cta": "找活动",
        },
    )
    assert (
        "还没有时长" in markup
        and "去做一次" in markup
        and '<a class="btn" href="/activities/">找活动</a>' in markup
    )
    assert "btn" not in render_to_string("shared/_empty.html", {"empty_title": "还没有"})


def test_desk_rail_marks_where_you_are_and_counts() -> None:
    nav = [
        {"url": "/desk/", "text": "今天", "icon": "home", "count": 7, "on": True},
        {"url": "/desk/people/", "text": "志愿者", "count": 0, "group": "人和组织"},
    ]
    markup = page("shared/desk_base.html", desk_nav=nav, desk_place="渝水区", desk_who="王主任", q='"><x')
    rail = markup.split('<aside class="rail">')[1].split("</aside>")[0]
    assert rail.count('aria-current="page"') == 1 and "<em>7</em>" in rail and "<em>0</em>" not in rail
    assert "人和组织" in rail and "渝水区" in rail and "王主任" in markup
    assert 'action="/desk/search/"' in markup and 'value="&quot;&gt;&lt;x"' in markup


def test_map_data_cannot_break_out_of_its_script() -> None:
    markup = render_to_string(
        "shared/_map.html", {"map_data": {"markers": [{"title": "</script><script>alert(1)</script>"}]}}
    )
    assert markup.count("<script") == 1 and "\\u003C/script" in markup
    assert "data-pick" not in markup
    assert "data-pick " in render_to_string("shared/_map.html", {"map_data": {}, "map_pick": True})


def test_code_is_there_before_any_script() -> None:
    markup = render_to_string(
        "shared/_qr.html", {"qr_svg": "<svg>", "qr_url": "/me/code/next/", "qr_expires_in": 12}
    )
    assert "&lt;svg&gt;" in markup, "only what is marked safe is drawn"
    assert (
        'data-url="/me/code/next/"' in markup
        and 'data-expires-in="12"' in markup
        and 'data-period="20"' in markup
    )


def test_scanner_can_be_typed_into_without_any_script() -> None:
    markup = render_to_string("shared/_scanner.html", {"scan_url": "/me/scan/", "scan_field": "number"})
    assert '<form method="post" action="/me/scan/"' in markup and 'name="number"' in markup
    assert "data-scan-start hidden" in markup and "data-stay" not in markup
