"""One-time codes: one use, ten minutes, five tries, and no flood of messages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.account_errors import CodeExpired, CodesSentTooOften, CodeTriedTooOften, WrongCode
from redvest.registry.actions.code import discard_codes, send_code, use_code
from redvest.registry.choices import CodePurpose
from redvest.registry.models import OneTimeCode, OutgoingMessage
from redvest.registry.rules.phone import PhoneFault
from tests.factories import registry as make
from tests.factories.race import at_once

PHONE = "13900001111"


def send(phone: str = PHONE, purpose: CodePurpose = CodePurpose.REGISTER, **given: Any) -> None:
    send_code(city=make.CITY, phone=phone, purpose=purpose, **{"at": make.NOW, **given})


def use(code: str, phone: str = PHONE, purpose: CodePurpose = CodePurpose.REGISTER, **given: Any) -> None:
    use_code(city=make.CITY, phone=phone, purpose=purpose, code=code, **{"at": make.NOW, **given})


@pytest.mark.django_db
class TestSending:
    def test_the_sent_code_works(
        self, settings: Any, caplog: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        settings.REDVEST_DEMO = True
        with django_capture_on_commit_callbacks(execute=True) as handed_over:
            send()

        code = re.findall(r"\d{6}", make.last_text(PHONE))[0]
        use(code)

        assert len(handed_over) == 1
        assert OneTimeCode.objects.get().used_at == make.NOW

    def test_only_a_keyed_hash_is_kept(self, settings: Any) -> None:
        settings.REDVEST_DEMO = True
        send()

        row = OneTimeCode.objects.get()
        code = re.findall(r"\d{6}", make.last_text(PHONE))[0]
        stored = b"".join(bytes(value) for value in (row.code_hash, row.phone_hash))
        assert code.encode() not in stored
        assert PHONE.encode() not in stored
        assert row.expires_at == make.NOW + timedelta(minutes=10)

    def test_outside_a_demo_no_text_is_stored(self) -> None:
        send()

        assert not OutgoingMessage.objects.exists()

    def test_the_audit_line_names_nobody(self) -> None:
        send()

        line = AuditLine.objects.get()
        assert (line.verb, line.actor_kind, line.details) == ("send_code", "guest", {"purpose": "register"})

    def test_one_message_a_minute(self) -> None:
        send()
        with pytest.raises(CodesSentTooOften) as refused:
            send(at=make.NOW + timedelta(seconds=30))

        assert refused.value.details["retry_after"] == 30
        assert OneTimeCode.objects.count() == 1

        send(at=make.NOW + timedelta(seconds=60))
        assert OneTimeCode.objects.count() == 2

    def test_ten_messages_a_day(self) -> None:
        for turn in range(10):
            send(at=make.NOW + timedelta(minutes=2 * turn))
        with pytest.raises(CodesSentTooOften):
            send(at=make.NOW + timedelta(hours=5))

        send(at=make.NOW + timedelta(days=1))

    def test_thirty_messages_an_hour_from_one_address(self) -> None:
        for turn in range(30):
            send(phone=f"139000020{turn:02d}", ip="10.0.0.7")
        with pytest.raises(CodesSentTooOften):
            send(phone="13900009999", ip="10.0.0.7")

        send(phone="13900009999", ip="10.0.0.8")

    def test_a_wrong_phone_sends_nothing(self) -> None:
        with pytest.raises(PhoneFault):
            send(phone="12345")

        assert not OneTimeCode.objects.exists()

    def test_a_phone_is_the_same_however_it_is_typed(self) -> None:
        send(phone="+86 139-0000-1111")

        with pytest.raises(CodesSentTooOften):
            send()


@pytest.mark.django_db
class TestUsing:
    def test_a_code_is_good_once(self) -> None:
        code = make.make_code(PHONE, CodePurpose.REGISTER)

        use(code)
        with pytest.raises(CodeExpired):
            use(code)

    def test_full_width_digits_and_spaces_are_forgiven(self) -> None:
        make.make_code(PHONE, CodePurpose.REGISTER, code="246810")

        use("２４６ ８１０")

    def test_it_ends_after_ten_minutes(self) -> None:
        code = make.make_code(PHONE, CodePurpose.REGISTER)

        with pytest.raises(CodeExpired):
            use(code, at=make.NOW + timedelta(minutes=10))
        assert OneTimeCode.objects.get().used_at is None

        use(code, at=make.NOW + timedelta(minutes=9, seconds=59))

    def test_it_is_good_for_its_purpose_only(self) -> None:
        code = make.make_code(PHONE, CodePurpose.SIGN_IN)

        with pytest.raises(WrongCode):
            use(code, purpose=CodePurpose.RESET_PASSWORD)
        assert OneTimeCode.objects.get().used_at is None

    def test_it_is_good_for_its_phone_only(self) -> None:
        code = make.make_code(PHONE, CodePurpose.REGISTER)

        with pytest.raises(WrongCode):
            use(code, phone="13900002222")

    def test_it_is_good_in_its_city_only(self) -> None:
        code = make.make_code(PHONE, CodePurpose.REGISTER)

        with pytest.raises(WrongCode):
            use_code(city="410800", phone=PHONE, purpose=CodePurpose.REGISTER, code=code, at=make.NOW)

    def test_a_newer_code_takes_its_place(self) -> None:
        old = make.make_code(PHONE, CodePurpose.REGISTER, code="111111")
        make.make_code(PHONE, CodePurpose.REGISTER, code="222222", at=make.NOW + timedelta(minutes=1))

        with pytest.raises(WrongCode):
            use(old, at=make.NOW + timedelta(minutes=2))
        use("222222", at=make.NOW + timedelta(minutes=2))

    def test_old_codes_are_dropped(self) -> None:
        make.make_code(PHONE, CodePurpose.REGISTER, at=make.NOW - timedelta(days=2))
        make.make_code(PHONE, CodePurpose.REGISTER)

        assert discard_codes(at=make.NOW) == 1
        assert OneTimeCode.objects.get().sent_at == make.NOW


@pytest.mark.django_db(transaction=True)
class TestTries:
    def test_five_wrong_tries_end_a_code(self) -> None:
        code = make.make_code(PHONE, CodePurpose.REGISTER)
        for _ in range(5):
            with pytest.raises(WrongCode):
                use("000000")

        with pytest.raises(CodeTriedTooOften):
            use(code)
        assert OneTimeCode.objects.get().used_at is None

    def test_four_wrong_tries_leave_one(self) -> None:
        code = make.make_code(PHONE, CodePurpose.REGISTER)
        for _ in range(4):
            with pytest.raises(WrongCode):
                use("000000")

        use(code)

    def test_of_two_uses_at_once_one_is_refused(self) -> None:
        code = make.make_code(PHONE, CodePurpose.REGISTER)

        outcomes = at_once(*[lambda: use(code)] * 6)

        assert outcomes.count(None) == 1
        assert sum(isinstance(outcome, CodeExpired) for outcome in outcomes) == 5
