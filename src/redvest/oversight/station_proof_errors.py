"""Expected failures of the proofs a station brings for its level. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class ProofUnknown(NotFound):
    """没有找到这份证据，可能已经撤下了。"""

    code = "station-proof-unknown"


class ProofWrong(Invalid):
    """这个文件打不开，也认不出是什么。要照片（JPG、PNG、WebP）或 PDF。"""

    code = "station-proof-wrong"


class ProofMissing(Invalid):
    """还没有选文件。选一张照片（JPG、PNG、WebP）或一份 PDF。"""

    code = "station-proof-missing"


class ProofTooLarge(Invalid):
    """文件超过 5 MB 了。把照片压小一点，或者拍得小一点再传。"""

    code = "station-proof-too-large"


class ProofKindUnknown(Invalid):
    """还没有选它证明哪一项。"""

    code = "station-proof-kind"


class ProofFromTomorrow(Invalid):
    """拍摄或成文日期在今天以后，请核对日期。"""

    code = "station-proof-date"


class ProofDecided(Conflict):
    """这份证据已经有人核实过了，刷新看看结果。"""

    code = "station-proof-decided"


class OwnProof(Invalid):
    """自己交的证据要请别人核实。"""

    code = "station-proof-own"
