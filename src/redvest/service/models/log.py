"""The transparency log over the ledger: which entry is which leaf, the tree's tiles, its signed heads and its keys.

A log belongs to a city and counts from 0 without gaps. Only the sealer (``actions/log``) writes here; what waits for
it is written by a trigger of the ledger's own table, so that an entry added behind the house's back is sealed, too.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.service.models.hours import HoursEntry


class LogPending(models.Model):
    """An entry that has no leaf yet. Filled by a trigger of the ledger's table, emptied by the sealer."""

    entry_id = models.UUIDField("时长记录", primary_key=True)
    city = models.CharField("城市", max_length=6, db_index=True)

    class Meta:
        verbose_name = "待入日志"

    def __str__(self) -> str:
        return str(self.entry_id)


class LogLeaf(models.Model):
    """The place of an entry in the log. Append-only. ``leaf_hash`` is RFC 9162's, over the entry's commitment."""

    entry = models.OneToOneField(
        HoursEntry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="leaf",
        verbose_name="时长记录",
    )  # fmt: skip
    city = models.CharField("城市", max_length=6)
    index = models.BigIntegerField("叶序号")

    class Meta:
        verbose_name = "日志叶"
        constraints = [
            models.UniqueConstraint(fields=["city", "index"], name="one_leaf_per_index"),
            models.CheckConstraint(condition=Q(index__gte=0), name="leaf_index_from_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.index}"


class LogTile(models.Model):
    """Up to 256 hashes of one level of the tree, side by side (C2SP tlog-tiles). The last of a level grows."""

    city = models.CharField("城市", max_length=6)
    level = models.PositiveSmallIntegerField("层")
    index = models.BigIntegerField("瓦片序号")
    hashes = models.BinaryField("散列")

    class Meta:
        verbose_name = "日志瓦片"
        constraints = [
            models.UniqueConstraint(fields=["city", "level", "index"], name="one_tile_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.level}/{self.index}"


class LogKey(models.Model):
    """An Ed25519 key that signs heads: the private half sealed with the house's key ring. One is current per city."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    public = models.BinaryField("公钥", max_length=32)
    private_sealed = models.BinaryField("私钥（加密）")
    created_at = models.DateTimeField("启用时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "日志密钥"
        constraints = [
            models.UniqueConstraint(
                fields=["city"], condition=Q(retired_at__isnull=True), name="one_current_log_key"
            ),
        ]

    def __str__(self) -> str:
        return bytes(self.public).hex()[:16]


class LogHead(models.Model):
    """A signed head: how long the log was, its root, and the C2SP checkpoint as it was published. Append-only."""

    id = models.BigAutoField("编号", primary_key=True)
    city = models.CharField("城市", max_length=6)
    size = models.BigIntegerField("叶数")
    root = models.BinaryField("根", max_length=32)
    signed_at = models.DateTimeField("签发时间")
    key = models.ForeignKey(LogKey, models.PROTECT, related_name="heads", verbose_name="密钥")
    checkpoint = models.TextField("检查点")

    class Meta:
        verbose_name = "日志头"
        indexes = [
            models.Index(fields=["city", "-id"], name="latest_head"),
            models.Index(fields=["city", "size"], name="head_by_size"),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.size}"


class LogCosignature(models.Model):
    """An outside witness's signature line under a head (C2SP tlog-cosignature)."""

    head = models.ForeignKey(LogHead, models.CASCADE, related_name="cosignatures", verbose_name="日志头")
    witness = models.CharField("见证方", max_length=120)
    line = models.TextField("签名行")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "见证签名"
        constraints = [
            models.UniqueConstraint(fields=["head", "witness"], name="one_cosignature_per_witness"),
        ]

    def __str__(self) -> str:
        return self.witness


class LogCheck(models.Model):
    """A run of the log's verification: what the monitor page shows as the last one."""

    city = models.CharField("城市", max_length=6)
    at = models.DateTimeField("时间")
    size = models.BigIntegerField("叶数")
    held = models.BooleanField("一致")
    faults = models.JSONField("不符之处", default=list)

    class Meta:
        verbose_name = "日志核对"
        indexes = [models.Index(fields=["city", "-at"], name="latest_log_check")]

    def __str__(self) -> str:
        return f"{self.city} {self.at:%Y-%m-%d %H:%M} {self.held}"
