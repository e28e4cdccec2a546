"""One picture for each kind of evidence, kept where the proofs of the demo's stations point to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import typst

from redvest.connectors.storage import storage
from redvest.registry.queries.station_standard import kinds_of_evidence
from redvest.service.rules.certificate_pdf import fonts

TEMPLATE = Path(__file__).with_name("proof.typ")


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a picture lies, its size in bytes and its SHA-256."""

    key: str
    name: str
    size: int
    sha256: bytes


def keep_pictures(city: str) -> dict[str, Picture]:
    """Draw and keep them; the same ones every time."""
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=fonts(False))
    found = {}
    for kind, name in kinds_of_evidence().items():
        text = json.dumps({"name": name}, ensure_ascii=False)
        data = compiler.compile(format="png", ppi=96.0, sys_inputs={"data": text})
        if not isinstance(data, bytes):
            raise TypeError("one picture is one page")
        key = f"station/{city}/demo/{kind}.png"
        storage().write(key, data)
        found[kind] = Picture(key, f"{name}.png", len(data), hashlib.sha256(data).digest())
    return found
