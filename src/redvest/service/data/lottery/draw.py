"""Draws a lottery again, without the house that drew it: python3 draw.py DRAW.json [EARLIER.json]

DRAW.json comes from /lottery/<id>/draw.json once it has been drawn; EARLIER.json is a copy that you saved before the
draw. Needs nothing but Python. Says OK, or what does not agree.
"""

import json
import sys
from base64 import b64decode
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any


def digest(text: str) -> str:
    """SHA-256 of a text, in hex."""
    return sha256(text.encode()).hexdigest()


def check(draw: dict[str, Any]) -> list[int]:
    """The tickets that won, in the order drawn. Raises ValueError where something does not agree."""
    if not draw["seed"]:
        raise ValueError("not drawn yet")
    if sha256(bytes.fromhex(draw["seed"])).hexdigest() != draw["seed_digest"]:
        raise ValueError("the seed is not the one that was promised")
    if digest(draw["checkpoint"]) != draw["beacon"]:
        raise ValueError("the beacon is not the digest of the log's checkpoint")
    signed = [b64decode(line.split()[-1]) for line in draw["checkpoint"].splitlines() if line[:2] == "— "]
    times = [int.from_bytes(line[4:12], "big") for line in signed if len(line) == 76]  # C2SP cosignature/v1
    if max(times, default=0) < int(datetime.fromisoformat(draw["closes_at"]).timestamp()):
        raise ValueError("the checkpoint was signed before entry ended, or does not say when")
    outcomes = {entry["ticket"]: entry["outcome"] for entry in draw["entries"]}
    if digest("".join(f"{ticket}\n" for ticket in sorted(outcomes))) != draw["list_digest"]:
        raise ValueError("the list is not the one that was published when entry ended")
    order = sorted(outcomes, key=lambda ticket: digest(f"{draw['seed']}\n{draw['beacon']}\n{ticket}"))
    if order != [entry["ticket"] for entry in sorted(draw["entries"], key=lambda entry: entry["rank"])]:
        raise ValueError("the tickets were drawn in another order")
    left = [ticket for ticket in order if outcomes[ticket] not in ("passed", "withdrawn")]
    won = left[: draw["places"]]
    first = set(won)
    if any(outcomes[ticket] != ("won" if ticket in first else "waiting") for ticket in left):
        raise ValueError("somebody was given a place out of turn")
    return won


try:
    now = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    winners = check(now)
    saved = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")) if len(sys.argv) > 2 else now
    for name in ("seed_digest", "list_digest"):
        if saved[name] and saved[name] != now[name]:
            raise ValueError(f"{name} was changed since you saved it")
    if saved["places"] != now["places"]:
        sys.stderr.write(f"NOTE: {saved['places']} places when you saved it, {now['places']} at the draw\n")
    passed = sum(entry["outcome"] in ("passed", "withdrawn") for entry in now["entries"])
    sys.stdout.write(f"OK: {len(now['entries'])} tickets, {len(winners)} won, {passed} passed over\n")
    sys.stdout.write("".join(f"{ticket}\n" for ticket in winners))
except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError) as fault:
    sys.exit(f"NOT VALID: {fault}")
