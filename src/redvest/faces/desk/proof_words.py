"""What a proof of presence is called at the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from redvest.service.choices import ProofKind

PROOF_WORDS = {
    ProofKind.LEADER_SCAN: gettext_lazy("领队扫码"),
    ProofKind.VENUE_CODE: gettext_lazy("现场码"),
    ProofKind.CARD_SCAN: gettext_lazy("扫志愿者卡"),
    ProofKind.HOUR_CODE: gettext_lazy("时长码"),
    ProofKind.STATION_SCAN: gettext_lazy("服务站刷卡"),
    ProofKind.HOME_CODE: gettext_lazy("求助人的服务码"),
    ProofKind.HOME_YES: gettext_lazy("求助人确认"),
    ProofKind.LOCATION: gettext_lazy("位置相符"),
    ProofKind.PING: gettext_lazy("中途报到"),
    ProofKind.LEADER_TICK: gettext_lazy("名单勾选"),
    ProofKind.SELF_CLAIM: gettext_lazy("自己填报"),
    ProofKind.IMPORTED: gettext_lazy("旧系统导入"),
}
