"""What a preference answers: a yes in advance opens a team, never a post, and a minor gives none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.choices import ProjectInvites, TeamInvites
from redvest.registry.rules.invitation import Answer, answer_to_project, answer_to_team


@pytest.mark.parametrize(
    ("preference", "minor", "answer"),
    [
        (TeamInvites.ACCEPT, False, Answer.JOINS),
        (TeamInvites.ACCEPT, True, Answer.ASKS),
        (TeamInvites.REFUSE, False, Answer.REFUSES),
        (TeamInvites.REFUSE, True, Answer.REFUSES),
    ],
)
def test_a_team(preference: TeamInvites, minor: bool, answer: Answer) -> None:
    assert answer_to_team(preference, minor=minor) is answer


@pytest.mark.parametrize(
    ("preference", "minor", "answer"),
    [
        (ProjectInvites.ASK, False, Answer.ASKS),
        (ProjectInvites.ASK, True, Answer.ASKS),
        (ProjectInvites.ACCEPT, False, Answer.STANDS),
        (ProjectInvites.ACCEPT, True, Answer.ASKS),
        (ProjectInvites.REFUSE, False, Answer.REFUSES),
        (ProjectInvites.REFUSE, True, Answer.REFUSES),
    ],
)
def test_a_project(preference: ProjectInvites, minor: bool, answer: Answer) -> None:
    assert answer_to_project(preference, minor=minor) is answer


@given(st.sampled_from(ProjectInvites), st.booleans())
def test_no_preference_ever_joins_a_project(preference: ProjectInvites, minor: bool) -> None:
    assert answer_to_project(preference, minor=minor) is not Answer.JOINS
