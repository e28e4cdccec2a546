"""Dated rules of juries and votes for awards: how many must judge, from how many on votes look like a machine's.

Part of ``setting.RULES``.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

from redvest.registry.rules.dated_rule import OUR_CHOICE, Rule, whole

AWARD_VOTE = (
    Rule(
        "award.least_jurors",
        3,
        gettext_noop("评选至少要几位评委交卷，结果才能封存"),
        OUR_CHOICE,
        whole(1, 100),
    ),
    Rule(
        "award.vote_network_most",
        30,
        gettext_noop("评选投票：同一个网络十分钟里给同一个候选最多几票，再多就都不计"),
        OUR_CHOICE,
        whole(5, 10_000),
    ),
    Rule(
        "award.vote_device_most",
        5,
        gettext_noop("评选投票：同一台设备给同一个候选最多几票，再多就都不计"),
        OUR_CHOICE,
        whole(1, 10_000),
    ),
    Rule(
        "award.vote_fresh_most",
        50,
        gettext_noop("评选投票：投票开始后才注册、没有服务过的账号给同一个候选最多几票，再多就都不计"),
        OUR_CHOICE,
        whole(1, 10_000),
    ),
    Rule(
        "award.vote_together_most",
        20,
        gettext_noop("评选投票：十分钟里成批注册、没有服务过的账号给同一个候选最多几票，再多就都不计"),
        OUR_CHOICE,
        whole(2, 10_000),
    ),
)
