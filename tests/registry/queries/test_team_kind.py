"""The kinds of team are data: Xinyu's nine, those of the opinion of 2024, and every key of the code among them."""

from __future__ import annotations

from redvest.registry.choices import TeamKind
from redvest.registry.queries.team_kind import team_kind_choices, team_kind_name, team_kinds


def test_two_lists() -> None:
    assert list(team_kinds("xinyu")) == list(TeamKind)
    assert [str(kind.label) for kind in TeamKind] == list(team_kinds("xinyu").values())
    national = team_kinds("national-2024")
    assert len(national) == 17 and {"veteran", "emergency", "ecology"} <= national.keys()
    assert team_kinds().keys() == team_kinds("xinyu").keys() | national.keys()
    assert all(len(key) <= 12 for key in team_kinds())


def test_words() -> None:
    assert team_kind_name("veteran") == "退役军人"
    assert team_kind_name("gone") == "gone"
    assert dict(team_kind_choices())["civic"] == "民间" and len(team_kind_choices()) == len(team_kinds())
