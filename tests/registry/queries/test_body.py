"""Finding organisations."""

from __future__ import annotations

import pytest

from redvest.core.errors import NotFound
from redvest.registry.choices import BodyKind, BodyState
from redvest.registry.models import Body
from redvest.registry.queries.body import body_by_code, search_bodies
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def found(**given: str) -> set[Body]:
    return set(search_bodies(city=make.CITY, **given))


def test_only_active_bodies_of_the_city_are_found() -> None:
    body = make.make_body()
    for state in (BodyState.APPLIED, BodyState.REFUSED, BodyState.SUSPENDED, BodyState.EXITED):
        make.make_body(state=state)
    make.make_body(city="410800", region=make.make_other_city())

    assert found() == {body}


@pytest.mark.parametrize("q", ["红叶", "hong ye", "hydsh", "XY00777", "读书", "hongyedushuhui"])
def test_by_name_pinyin_initials_and_code(q: str) -> None:
    body = make.make_body(name="红叶读书会", code="XY00777")
    make.make_body(name="蓝天救援队")

    assert found(q=q) == {body}


def test_by_place_and_kind() -> None:
    tree = make.make_region_tree()
    here = make.make_body(region=tree.chengnan)
    team = make.make_body(region=tree.fenyi, kind=BodyKind.CONSENTED_TEAM)

    assert found(region_path=tree.yushui.path) == {here}
    assert found(kind="consented-team") == {team}
    assert found(team_kind="civic") == {here, team}
    assert found(team_kind="party") == set()


def test_by_code_however_it_is_typed() -> None:
    body = make.make_body(code="XY00777")

    assert body_by_code(make.CITY, " xy00777 ") == body
    with pytest.raises(NotFound):
        body_by_code("410800", "XY00777")
