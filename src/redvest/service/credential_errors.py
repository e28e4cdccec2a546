"""Expected failures of reading and checking a credential. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Invalid


class NotSigned(Invalid):
    """这份文件只是凭证的内容，没有签名，谁都能改。请向对方要 .jwt 文件或者徽章图片。"""

    code = "not-signed"


class UnknownSigner(Invalid):
    """签名用的密钥不在可信的名单里：这份凭证不是本平台签发的。"""

    code = "unknown-signer"


class DistrustedKey(Invalid):
    """签这份凭证的密钥已经作废，凭证不能再采信。请持有人重新下载一份。"""

    code = "distrusted-key"


class ClaimsDiffer(Invalid):
    """凭证前后说法不一致，不能采信。"""

    code = "claims-differ"


class NotYetValid(Invalid):
    """凭证的生效时间还没有到。"""

    code = "not-yet-valid"


class PictureDiffers(Invalid):
    """徽章的图案和凭证里登记的不一样：图片被改动过，或者凭证是从别处搬来的。"""

    code = "picture-differs"


class NotACredential(Invalid):
    """这不是一份数字凭证：它不是 vc+jwt 格式的签名文件。"""

    code = "not-a-credential"


class UnknownAlgorithm(Invalid):
    """这份凭证的签名方式不在许可之内，不能采信。"""

    code = "unknown-algorithm"


class BadSignature(Invalid):
    """签名对不上：凭证的内容在签发以后被改动过，或者不是本平台签发的。"""

    code = "bad-signature"
