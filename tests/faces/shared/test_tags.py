"""The template tags: what they print, that they escape, and that they never need a style attribute."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from redvest.faces.shared import drawing
from redvest.faces.shared.templatetags import redvest as tags

EVIL = '<script>alert("x")</script>'
CARD: dict[str, Any] = {
    "url": "/activities/1/", "title": "周六上午，陪独居老人买菜", "when": "11月28日 周六 8:30–10:30", "where": "城南街道",
    "distance": "900 米", "domain": "邻里守望", "chips": [("还缺 2 人", "why")], "taken": 8, "places": 10, "waiting": 0,
    "cta_text": "报名", "cta_url": "/activities/1/signup/",
}  # fmt: skip


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def tree(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<x>{markup.replace('<br>', '<br/>')}</x>")


def test_icon_is_silent_and_points_into_the_sprite() -> None:
    markup = render('{% icon "map-pin" %}')
    assert 'aria-hidden="true"' in markup
    assert "redvest/icons" in markup and markup.count("#map-pin") == 1


def test_icon_name_cannot_break_out() -> None:
    assert "<script" not in render("{% icon name %}", name='"><script>')


@pytest.mark.parametrize(
    ("letter", "words"), [("A", "双重到场证明"), ("B", "一项到场证明"), ("C", "双人确认"), ("D", "未核验")]
)
def test_grade_says_its_letter_and_words(letter: str, words: str) -> None:
    markup = render("{% grade letter %}", letter=letter)
    assert f'class="g g{letter}"' in markup
    assert f">{letter} {words}</span>" in markup


def test_grade_with_a_figure() -> None:
    assert ">A 168</span>" in render('{% grade "A" "168" %}')


@pytest.mark.parametrize(
    "source", ['{% grade "D" %}', '{% grade "D" "6" %}', '{% grade "D" short=True %}', '{% grade "D" 0 %}']
)
def test_grade_d_always_says_unverified(source: str) -> None:
    assert "未核验" in "".join(tree(render(source)).itertext())


def test_grade_short_is_the_letter_alone() -> None:
    assert ">B</span>" in render('{% grade "B" short=True %}')


def test_grade_zero_is_a_figure_too() -> None:
    assert ">A 0</span>" in render('{% grade "A" 0 %}')


def test_unknown_grade_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        render('{% grade "E" %}')


def test_grade_escapes() -> None:
    assert "<script" not in render('{% grade "A" text %}', text=EVIL)


def test_bar_tells_the_numbers() -> None:
    bar = tree(render("{% bar 8 10 %}")).find("progress")
    assert bar is not None
    assert (bar.get("max"), bar.get("value"), bar.get("class")) == ("10", "8", None)
    assert "10" in (bar.get("aria-label") or "") and "8" in (bar.get("aria-label") or "")


@pytest.mark.parametrize(
    ("taken", "places", "full"), [(10, 10, "full"), (11, 10, "full"), (0, 0, None), (0, 10, None)]
)
def test_bar_at_its_ends(taken: int, places: int, full: str | None) -> None:
    bar = tree(tags.bar(taken, places)).find("progress")
    assert bar is not None
    assert bar.get("class") == full
    assert int(bar.get("max") or 0) >= 1


def test_stack_bar_parts_meet_and_fill() -> None:
    parts = tree(drawing.stack_bar((168, 31, 15, 6))).findall(".//rect")
    assert [part.get("class") for part in parts] == ["fA", "fB", "fC", "fD"]
    at = 0.0
    for part in parts:
        assert float(part.get("x") or 0) == pytest.approx(at, abs=0.11)
        at += float(part.get("width") or 0)
    assert at == pytest.approx(100, abs=0.3)


def test_stack_bar_of_nothing_is_empty_and_of_one_is_whole() -> None:
    assert tree(drawing.stack_bar((0, 0, 0, 0))).findall(".//rect") == []
    (only,) = tree(drawing.stack_bar((0, 5, 0, 0))).findall(".//rect")
    assert (only.get("class"), only.get("x"), only.get("width")) == ("fB", "0.0", "100.0")


@pytest.mark.parametrize(
    ("done", "total", "share"),
    [(0, 300, 0), (150, 300, 0.5), (300, 300, 1), (900, 300, 1), (5, 0, 1), (0, 0, 0)],
)
def test_ring_fills_up_to_its_goal(done: float, total: float, share: float) -> None:
    arcs = [
        one for one in tree(drawing.ring(done, total, "x")).findall(".//circle") if one.get("class") == "done"
    ]
    assert len(arcs) == (1 if share else 0)
    if arcs:
        filled, whole = map(float, (arcs[0].get("stroke-dasharray") or "").split())
        assert filled / whole == pytest.approx(share, abs=0.01)


def test_ring_escapes_its_words() -> None:
    assert "<script" not in drawing.ring(1, 2, EVIL)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 小时"),
        (45, "45 分"),
        (60, "1 小时"),
        (195, "3 小时 15 分"),
        (72_060, "1,201 小时"),
        (-30, "−30 分"),
        (None, "—"),
    ],
)
def test_duration_as_people_say_it(minutes: int | None, words: str) -> None:
    assert tags.duration(minutes) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0"), (117764, "117,764"), (2866248, "2,866,248"), (None, "—")]
)
def test_figure(number: int | None, words: str) -> None:
    assert tags.figure(number) == words


def test_chip_state_and_back_escape() -> None:
    for source in (
        "{% chip text %}",
        "{% chip 'x' text %}",
        "{% state text %}",
        "{% state 'x' text %}",
        "{% back text text %}",
    ):
        assert "<script" not in render(source, text=EVIL), source


def test_state_always_has_a_word() -> None:
    assert render('{% state "已确认" "ok" %}') == '<span class="state ok">已确认</span>'


def test_back_has_a_word_of_its_own() -> None:
    assert "返回" in render('{% back "/x/" %}')
    assert 'href="/x/"' in render('{% back "/x/" "返回活动" %}')


def card(**changes: Any) -> str:
    return render("{% activity_card card %}", card={**CARD, **changes})


def test_card_says_when_where_how_far_and_how_full() -> None:
    words = "".join(tree(card()).itertext())
    for part in (
        "周六上午，陪独居老人买菜",
        "11月28日 周六 8:30–10:30",
        "城南街道 · 900 米",
        "还缺 2 人",
        "邻里守望",
        "8 / 10 人",
    ):
        assert part in words


def test_card_ends_in_one_action_named_for_those_who_listen() -> None:
    buttons = tree(card()).findall(".//a[@class='btn small']")
    assert [(one.get("href"), one.text) for one in buttons] == [("/activities/1/signup/", "报名")]
    assert buttons[0].get("aria-label") == "报名：周六上午，陪独居老人买菜"


def test_card_without_action_says_its_state() -> None:
    markup = card(cta_url="", cta_text="", state_word="已报名")
    assert "btn" not in markup and "已报名" in markup


def test_card_with_neither_can_be_opened() -> None:
    markup = card(cta_url="", cta_text="")
    assert "看看" in markup and markup.count('class="btn') == 1


def test_card_tells_the_waiting_list() -> None:
    assert "候补 3 人" in card(taken=10, waiting=3)
    assert "候补" not in card(taken=10)


def test_card_of_bare_facts() -> None:
    markup = card(distance=None, domain="", chips=(), places=0)
    assert 'class="chips"' not in markup and "<progress" not in markup


def test_card_heading_fits_the_page() -> None:
    assert '<h3 class="name">' in card()
    two = render("{% activity_card card level=2 %}", card=CARD)
    assert '<h2 class="name">' in two and "<h3" not in two


def test_card_takes_an_object_as_well() -> None:
    assert render("{% activity_card card %}", card=SimpleNamespace(**CARD)) == card()


@pytest.mark.parametrize(
    "part", ["url", "title", "when", "where", "distance", "domain", "cta_text", "cta_url"]
)
def test_card_escapes_everything_people_typed(part: str) -> None:
    markup = card(**{part: EVIL, "chips": [(EVIL, EVIL)]})
    assert "<script" not in markup
    tree(markup)


def test_card_has_no_inline_style() -> None:
    assert "style=" not in card() + drawing.ring(1, 2, "1") + drawing.stack_bar((1, 1, 1, 1)) + tags.bar(1, 2)


class Person(forms.Form):
    name = forms.CharField(label="姓名", help_text="和证件上的一样。")
    mail = forms.EmailField(label="邮箱", required=False)
    when = forms.ChoiceField(label="什么时候有空", choices=[("a", "周末")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="我同意")
    secret = forms.CharField(widget=forms.HiddenInput)


def test_form_keeps_what_was_typed_and_ties_each_error_to_its_field() -> None:
    with translation.override("zh-hans"):
        markup = render("{% form_fields form %}", form=Person({"name": "李霞", "mail": "写错了"}))
    assert 'value="李霞"' in markup and 'value="写错了"' in markup
    assert 'id="id_mail_error"' in markup
    assert 'aria-describedby="id_mail_error"' in markup
    assert "有 4 处要改" in markup and 'href="#id_mail"' in markup


def test_form_without_errors_has_no_summary() -> None:
    markup = render("{% form_fields form %}", form=Person())
    assert 'role="alert"' not in markup and 'class="errs"' not in markup


def test_field_help_optional_and_choices() -> None:
    form = Person()
    assert 'id="id_name_helptext"' in render("{% field form.name %}", form=form)
    assert "（可不填）" in render("{% field form.mail %}", form=form)
    assert "（可不填）" not in render("{% field form.name %}", form=form)
    radios = render("{% field form.when %}", form=form)
    assert "<fieldset" in radios and "<legend>" in radios and radios.count("</fieldset>") == 1
    tick = render("{% field form.agree %}", form=form)
    assert tick.index("<input") < tick.index("我同意")


def test_non_field_errors_are_told_at_the_top() -> None:
    form = Person({"name": "李霞"})
    form.add_error(None, "这个人已经登记过了")
    assert "这个人已经登记过了" in render("{% form_fields form %}", form=form)
