"""Works an award's ranking out again, without the house that published it: python3 recompute.py SCORES.json

SCORES.json comes from /awards/<edition>/scores.json. Needs nothing but Python. Says OK and the ranking, or what does
not agree. How points become a ranking: see the functions below, in this order.
"""

import json
import sys
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

ZERO = Fraction(0)


def mean(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, ZERO) / len(numbers)


def deviation(numbers: list[Fraction]) -> Fraction:
    """Mean absolute deviation from the mean."""
    return mean([abs(each - mean(numbers)) for each in numbers])


def points_of(category: dict[str, Any], jurors: set[str]) -> dict[str, dict[str, Fraction]]:
    """Juror, entry: points added up. The last revision of a point counts; who was released does not."""
    most = {criterion["code"]: criterion["most"] for criterion in category["rubric"]}
    barred = {(each["juror"], each["entry"]) for each in category["recusals"]}
    last: dict[tuple[str, str], dict[str, int]] = {}
    for line in sorted(category["scores"], key=lambda each: each["revision"]):
        if line["juror"] not in jurors or (line["juror"], line["entry"]) in barred:
            continue
        if not 0 <= line["points"] <= most[line["criterion"]]:
            raise ValueError("points outside the rubric")
        last.setdefault((line["juror"], line["entry"]), {})[line["criterion"]] = line["points"]
    found: dict[str, dict[str, Fraction]] = {}
    for (juror, entry), given in last.items():
        if set(given) != set(most):
            raise ValueError(f"{juror} has not judged everything of {entry}")
        found.setdefault(juror, {})[entry] = Fraction(sum(given.values()))
    for juror in sorted(jurors):
        wanted = {each["id"] for each in category["entries"]} - {
            entry for who, entry in barred if who == juror
        }
        if set(found.get(juror, {})) != wanted:
            raise ValueError(f"{juror} has not judged all entries")
    return found


def evened(entries: list[str], points: dict[str, dict[str, Fraction]]) -> dict[str, dict[str, Fraction]]:
    """Divided by the juror's spread; who told nothing apart is left out."""
    telling = {juror: own for juror, own in points.items() if len(set(own.values())) > 1}
    whole = [own for own in telling.values() if len(own) == len(entries)]
    found = {}
    for juror, own in telling.items():
        width = Fraction(1)
        if len(own) < len(entries) and whole:
            shares = [
                deviation([each[key] for key in own]) / deviation(list(each.values())) for each in whole
            ]
            width = mean(shares) or width
        scale = width / deviation(list(own.values()))
        found[juror] = {entry: given * scale for entry, given in own.items()}
    return found


def solve(rows: list[list[Fraction]]) -> list[Fraction]:
    """Gauss and Jordan; an unknown that nothing fixes is 0."""
    taken: dict[int, int] = {}
    for column in range(len(rows)):
        at = next((n for n, row in enumerate(rows) if row[column] and n not in taken.values()), None)
        if at is None:
            continue
        rows[at] = [each / rows[at][column] for each in rows[at]]
        for n, row in enumerate(rows):
            if n != at and row[column]:
                rows[n] = [one - row[column] * two for one, two in zip(row, rows[at], strict=True)]
        taken[column] = at
    return [rows[taken[column]][-1] if column in taken else ZERO for column in range(len(rows))]


def values(entries: list[str], points: dict[str, dict[str, Fraction]]) -> dict[str, Fraction]:
    """Least squares of points = value of the entry + strictness of the juror; the mean where all judged all."""
    spread = evened(entries, points)
    jurors, rows = list(spread), []
    panels = {entry: [juror for juror in jurors if entry in spread[juror]] for entry in entries}
    for juror in jurors:
        row = [ZERO] * (len(jurors) + 1)
        for entry in spread[juror]:
            panel = panels[entry]
            row[jurors.index(juror)] += 1
            row[-1] += spread[juror][entry] - mean([spread[each][entry] for each in panel])
            for other in panel:
                row[jurors.index(other)] -= Fraction(1, len(panel))
        rows.append(row)
    strictness = dict(zip(jurors, solve(rows), strict=True))
    found = {
        entry: mean([spread[juror][entry] - strictness[juror] for juror in panel])
        for entry, panel in panels.items() if panel
    }  # fmt: skip
    groups: list[set[str]] = []
    for own in spread.values():
        joined = [group for group in groups if group & set(own)]
        groups = [group for group in groups if group not in joined] + [set(own).union(*joined)]
    for group in groups:
        middle = mean([found[entry] for entry in group])
        found.update({entry: found[entry] - middle for entry in group})
    return {entry: found.get(entry, ZERO) for entry in entries}


def milli(share: Fraction) -> int:
    """Thousandths of a point of 100, halves upwards."""
    return int((share * 200_000 + 1) // 2)


def ranked(category: dict[str, Any], jurors: set[str], percent: int) -> list[dict[str, Any]]:
    """The result of a category, as it must stand in the file."""
    entries = [each["id"] for each in category["entries"]]
    votes = {each["entry"]: each["counted"] for each in category["votes"]}
    counts = [votes.get(entry, 0) for entry in entries]
    jury = values(entries, points_of(category, jurors))
    low, high = min(jury.values()), max(jury.values())
    lines: list[dict[str, Any]] = []
    for entry, own in zip(entries, counts, strict=True):
        part = (jury[entry] - low) / (high - low) if high > low else Fraction(1)
        beaten = 2 * sum(each < own for each in counts) + counts.count(own) - 1
        vote = Fraction(beaten, 2 * (len(entries) - 1)) if len(entries) > 1 else Fraction(1)
        total = ((100 - percent) * part + percent * vote) / 100
        lines.append(
            {"entry": entry, "total": milli(total), "jury": milli(part), "vote": milli(vote), "votes": own}
        )
    lines.sort(key=lambda line: (-line["total"], -line["jury"], -line["votes"], line["entry"]))
    for n, line in enumerate(lines):
        before = lines[n - 1]
        same = n > 0 and all(line[key] == before[key] for key in ("total", "jury", "votes"))
        line["rank"] = before["rank"] if same else n + 1
    return lines


def check(log: dict[str, Any]) -> list[str]:
    """The ranking in lines of text. Raises ValueError where something does not agree."""
    rest = {key: value for key, value in log.items() if key != "digest"}
    text = json.dumps(
        rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )  # RFC 8785 for this file
    if sha256(text.encode()).hexdigest() != log["digest"]:
        raise ValueError("the file is not the one that was frozen")
    percent = log["edition"]["vote_percent"]
    if not 0 <= percent <= 20:
        raise ValueError("votes weigh more than a fifth")
    jurors = {each["name"] for each in log["jurors"] if each["state"] == "sealed"}
    said = [f"OK: {log['digest']}"]
    for category in log["categories"]:
        found = ranked(category, jurors, percent) if category["entries"] else []
        if found != category["result"]:
            raise ValueError(f"another ranking comes out in {category['name']}")
        number = {each["id"]: each["number"] for each in category["entries"]}
        said.append(category["name"])
        said += [f"{line['rank']}\t#{number[line['entry']]}\t{line['total'] / 1000:.3f}" for line in found]
    return said


if __name__ == "__main__":
    try:
        told = check(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
        sys.stdout.write("\n".join(told) + "\n")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError) as fault:
        sys.exit(f"NOT VALID: {fault}")
