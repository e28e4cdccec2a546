"""Keeping a record up to date, asking the authority again, and looking at hidden numbers."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.connectors import realname
from redvest.core.errors import NotAllowed, NotFound, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.unmask import unmask
from redvest.registry.actions.volunteer import confirm_real_name, update_profile
from redvest.registry.choices import RealNameState
from redvest.registry.identity_errors import RealNameMissing
from redvest.registry.models import Membership, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.privacy_errors import FieldUnknown, ReasonMissing
from redvest.registry.profile_errors import DomainsWrong, SkillsTooLong
from redvest.registry.registration_errors import RegionUnknown
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
CARD = "11010519491231002X"
REASON = "核对保险名单"


def update(by: Standing, volunteer: Volunteer, **given: Any) -> Volunteer:
    make.make_domain("xinyu:06", "环境保护")
    fields = {"region_code": "360502001004", "domains": ("xinyu:06",), "skills": "摄影", **given}
    return update_profile(by=by, volunteer=volunteer, at=make.NOW, **fields)


class TestProfile:
    def test_people_change_their_own(self) -> None:
        volunteer = make.make_volunteer(domains=("xinyu:02",))

        update(make.volunteer_standing(volunteer), volunteer)

        volunteer.refresh_from_db()
        assert (volunteer.region_path, volunteer.skills) == (make.make_region_tree().zhanqian.path, "摄影")
        assert list(volunteer.domains.values_list("key", flat=True)) == ["xinyu:06"]
        assert AuditLine.objects.get().verb == "update_profile"

    def test_so_does_an_officer_of_the_place_but_nobody_else(self) -> None:
        tree = make.make_region_tree()
        volunteer = make.make_volunteer(region=tree.baihua)
        update(make.make_officer(tree.chengnan), volunteer, region_code="360502001001")

        for by in (make.make_officer(tree.fenyi), make.make_member(), GUEST_STANDING(make.CITY)):
            with pytest.raises(NotAllowed):
                update(by, volunteer, skills="改不了")

        volunteer.refresh_from_db()
        assert volunteer.skills == "摄影"

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ({"region_code": "360500"}, RegionUnknown),
            ({"domains": ()}, DomainsWrong),
            ({"domains": ("xinyu:77",)}, DomainsWrong),
            ({"skills": "会" * 201}, SkillsTooLong),
        ],
    )
    def test_a_wrong_form_changes_nothing(self, given: Any, fault: Any) -> None:
        volunteer = make.make_volunteer(domains=("xinyu:02",))

        with pytest.raises(fault):
            update(make.volunteer_standing(volunteer), volunteer, **given)

        fresh = Volunteer.objects.get(pk=volunteer.pk)
        assert (fresh.region_path, fresh.skills) == (make.make_region_tree().baihua.path, "")
        assert list(fresh.domains.values_list("key", flat=True)) == ["xinyu:02"]
        assert not AuditLine.objects.exists()


class TestRealName:
    class Authority:
        def __init__(self, answer: realname.Outcome) -> None:
            self.answer, self.asked = answer, ("", "", "")

        def compare(self, *, id_type: str, number: str, name: str) -> realname.Outcome:
            self.asked = (id_type, number, name)
            return self.answer

    @pytest.mark.parametrize("answer", list(realname.Outcome))
    def test_the_authoritys_answer_is_kept(
        self, answer: realname.Outcome, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        authority = self.Authority(answer)
        monkeypatch.setattr(realname, "current", lambda: authority)
        volunteer = make.make_volunteer(id_number=CARD, name="李明霞")

        state = confirm_real_name(by=make.make_officer(), volunteer=volunteer, at=make.NOW)

        assert authority.asked == ("resident-card", CARD, "李明霞")
        assert state.value == answer.value == Volunteer.objects.get().real_name_state
        assert AuditLine.objects.get().details == {"state": answer.value}

    def test_the_local_default_never_takes_a_verification_back(self) -> None:
        volunteer = make.make_volunteer(real_name_state=RealNameState.VERIFIED)

        assert confirm_real_name(by=make.make_centre(), volunteer=volunteer, at=make.NOW) == "verified"

    def test_a_record_without_a_number_has_nothing_to_compare(self) -> None:
        volunteer = make.make_volunteer(real_name_state=RealNameState.MISSING)
        Volunteer.objects.filter(pk=volunteer.pk).update(id_sealed=None)

        with pytest.raises(RealNameMissing):
            confirm_real_name(by=make.make_centre(), volunteer=volunteer, at=make.NOW)

    def test_a_neighbour_may_not_ask(self) -> None:
        volunteer = make.make_volunteer()

        with pytest.raises(NotAllowed):
            confirm_real_name(
                by=make.make_officer(make.make_region_tree().fenyi), volunteer=volunteer, at=make.NOW
            )


class TestUnmask:
    def look(self, by: Standing, volunteer: Volunteer, field: str = "id-number", reason: str = REASON) -> str:
        return unmask(by=by, volunteer=volunteer, field=field, reason=reason, at=make.NOW)

    def test_every_look_leaves_a_line_with_the_reason_and_without_the_number(self) -> None:
        volunteer = make.make_volunteer(id_number=CARD)
        by = make.make_officer()

        assert self.look(by, volunteer) == CARD

        line = AuditLine.objects.get()
        assert (line.verb, line.reason, line.actor_id) == ("unmask", REASON, by.account_id)
        assert line.details == {"field": "id-number"}

    def test_a_body_sees_its_members_phone_but_not_their_id(self) -> None:
        body = make.make_body()
        volunteer = make.make_volunteer(phone="13900001111")
        head = make.make_body_admin(body)
        with pytest.raises(NotAllowed):
            self.look(head, volunteer, "phone")

        membership = Membership.objects.create(
            city=make.CITY, body=body, volunteer=volunteer, joined_on=make.TODAY
        )
        assert self.look(head, volunteer, "phone") == "13900001111"
        with pytest.raises(NotAllowed):
            self.look(head, volunteer, "id-number")

        membership.left_on = make.TODAY
        membership.save()
        with pytest.raises(NotAllowed):
            self.look(head, volunteer, "phone")

    def test_outsiders_see_nothing_and_leave_no_line(self) -> None:
        volunteer = make.make_volunteer()
        outsiders = [
            make.make_member(),
            make.make_officer(make.make_region_tree().fenyi),
            make.volunteer_standing(make.make_volunteer()),
            make.make_body_admin(make.make_body()),
        ]

        for by in outsiders:
            for field in ("id-number", "phone", "guardian-phone"):
                with pytest.raises(NotAllowed):
                    self.look(by, volunteer, field)
        with pytest.raises(Unauthenticated):
            self.look(GUEST_STANDING(make.CITY), volunteer)

        assert not AuditLine.objects.exists()

    def test_ones_own_look_is_on_record_too(self) -> None:
        volunteer = make.make_volunteer(id_number=CARD)

        assert self.look(make.volunteer_standing(volunteer), volunteer) == CARD
        assert AuditLine.objects.get().verb == "unmask"

    @pytest.mark.parametrize("reason", ["", "   ", "看看", " 看 一 "])
    def test_without_a_reason_nothing_is_shown(self, reason: str) -> None:
        with pytest.raises(ReasonMissing):
            self.look(make.make_officer(), make.make_volunteer(), reason=reason)

        assert not AuditLine.objects.exists()

    def test_only_known_fields_and_numbers_that_exist(self) -> None:
        by, volunteer = make.make_officer(), make.make_volunteer()

        with pytest.raises(FieldUnknown):
            self.look(by, volunteer, "password")
        with pytest.raises(NotFound):
            self.look(by, volunteer, "guardian-phone")
