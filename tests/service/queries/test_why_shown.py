"""Every reason that the ranking knows has words of its own, with its figure in them."""

from __future__ import annotations

import inspect
import re
from datetime import timedelta

import pytest
from django.utils import translation

from redvest.service.queries.why_shown import why_words
from redvest.service.rules import ranking
from redvest.service.rules.ranking import Why
from tests.factories.registry import NOW

WORDS = {
    Why("near", 40): "离你 50 米",
    Why("near", 430): "离你 450 米",
    Why("near", 949): "离你 950 米",
    Why("near", 1_249): "离你 1.2 公里",
    Why("home-district"): "就在你住的区县",
    Why("lacking", 3): "正缺人，还差 3 人",
    Why("few-takers", 0): "还没有人报，等你开个头",
    Why("few-takers", 1): "少有人报，现在才 1 个人",
    Why("soon", 1): "一小时内就开始",
    Why("soon", 5): "5 小时内开始",
    Why("fits-times"): "和你有空的时间对得上",
    Why("skills", words="急救、驾驶"): "用得上你会的：急救、驾驶",
    Why("domain-wanted"): "是你想做的那一类",
    Why("domain-served"): "你做过这一类",
}


@pytest.mark.parametrize(("why", "said"), WORDS.items(), ids=lambda each: str(each)[:24])
def test_words(why: Why, said: str) -> None:
    with translation.override("zh-hans"):
        found = why_words(why)
    assert (found.code, found.sentence) == (why.code, said)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Why("lacking", 3), "“司机”正缺人，还差 3 人"),
        (Why("few-takers", 0), "“司机”还没有人报，等你开个头"),
        (Why("few-takers", 1), "“司机”少有人报，现在才 1 个人"),
        (Why("soon", 5), "5 小时内开始"),
    ],
)
def test_of_one_post_among_several(why: Why, said: str) -> None:
    with translation.override("zh-hans"):
        assert why_words(why, "司机").sentence == said


def test_every_code_of_the_rule_has_words() -> None:
    source = inspect.getsource(ranking)
    codes = set(re.findall(r'Why\(f?"([a-z-]+)', source))
    assert {code.rstrip("-") for code in codes} == {each.code for each in WORDS} - {
        "domain-wanted", "domain-served",
    } | {"domain"}  # fmt: skip


def test_soon_is_said_in_whole_hours() -> None:
    one = ranking.Opportunity(key=1, begins=NOW, places=2, taken=2)
    weights = ranking.Weights(lift=0, need=0)
    for minutes, hours in ((1, 1), (60, 1), (61, 2), (0, 0)):
        at = one.begins - timedelta(minutes=minutes)
        (why,) = ranking.reasons_for(one, weights, at, personal=False)
        assert (why.code, why.figure) == ("soon", hours)
