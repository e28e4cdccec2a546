"""Expected failures of qualifications and their proofs. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class QualificationWrong(Invalid):
    """请选证书的种类，从列出的里面选。"""

    code = "qualification-wrong"


class QualificationIssuerWrong(QualificationWrong):
    """请写明发证单位，2 到 80 个字；证书编号最多 80 个字。"""

    code = "qualification-issuer-wrong"


class QualificationDateWrong(QualificationWrong):
    """请填发证日期，不能在今天以后。"""

    code = "qualification-date-wrong"


class QualificationEndWrong(QualificationWrong):
    """有效期要晚于发证日期；长期有效就不填。"""

    code = "qualification-end-wrong"


class QualificationProofWrong(Invalid):
    """请附一张证件照片或 PDF，不超过 5 MB。"""

    code = "qualification-proof-wrong"


class QualificationUnknown(NotFound):
    """没有找到这份资格证明，或者它不在你负责的范围里。"""

    code = "qualification-unknown"


class QualificationDecided(Conflict):
    """这份资格证明已经有人核实过了，请刷新看看。"""

    code = "qualification-decided"


class QualificationReasonMissing(Invalid):
    """没通过要写明原因，本人好重新准备。"""

    code = "qualification-reason-missing"
