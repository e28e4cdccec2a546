"""The transparency log over the wire. Hashes are in lower-case hexadecimal, as everywhere in this API."""

from __future__ import annotations

from pydantic import Field

from redvest.faces.openapi.shapes.base import Form, Moment, Shape

LARGEST = 2**62


class ProofQuery(Form):
    leaf: int = Field(ge=0, le=LARGEST, description="叶序号，从 0 起")
    size: int | None = Field(None, ge=1, le=LARGEST, description="多大的日志；不填则为最新日志头的叶数")


class ConsistencyQuery(Form):
    from_: int = Field(alias="from", ge=0, le=LARGEST, description="旧的叶数")
    to: int | None = Field(None, ge=0, le=LARGEST, description="新的叶数；不填则为最新日志头的叶数")


class HeadShape(Shape):
    origin: str = Field(description="日志的名称，检查点的第一行")
    size: int = Field(description="叶数")
    root: str = Field(description="根（十六进制）")
    signed_at: Moment
    checkpoint: str = Field(description="C2SP 检查点全文，含见证方的签名")
    key: str = Field(description="签发它的公钥（C2SP vkey）")
    witnesses: list[str]


class InclusionShape(Shape):
    leaf_index: int
    tree_size: int
    leaf_hash: str = Field(description="RFC 9162 叶散列（十六进制）")
    commitment: str = Field(description="记录的承诺值，就是叶的内容（十六进制）")
    root: str
    path: list[str] = Field(description="RFC 9162 包含证明，从叶到根")


class ConsistencyShape(Shape):
    first_size: int
    second_size: int
    first_root: str
    second_root: str
    path: list[str] = Field(description="RFC 9162 一致性证明")


class LeafShape(Shape):
    index: int
    commitment: str
    path: list[str]


class CertificateProof(Shape):
    """What /log/verify.py reads."""

    certificate: str
    checkpoint: str
    vkey: str
    leaves: list[LeafShape]
    waiting: int = Field(description="还没有入日志的记录有几条")
