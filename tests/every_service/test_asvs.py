"""docs/security/asvs.md says what holds of OWASP ASVS 5.0.0: whoever relies on it finds each proof, and figures that are the rows'."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "security"
STATES = ("holds", "partly", "no", "does not apply")
#: Requirements of each level in the standard.
LEVELS = {"1": 70, "2": 183}
PROOF = re.compile(r"`([\w/.]+\.py)::(\w+)`")


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| v5.0.0-")]


ALL = [row for path in sorted(FOLDER.glob("asvs-*.md")) for row in rows(path.read_text("utf-8"))]


def missing(text: str) -> list[str]:
    """Tests that are named and do not exist."""
    return [f"{path}::{name}" for path, name in PROOF.findall(text)
            if not (ROOT / path).is_file() or not re.search(rf"^\s*(?:async )?def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)]


def figures() -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {}
    for number, _, _, state, _ in ALL:
        counts.setdefault("V" + number.removeprefix("v5.0.0-").split(".")[0], Counter())[state] += 1
    counts["all"] = sum(counts.values(), Counter())
    return counts


def test_every_proof_exists():
    assert len(ALL) > 200 and not missing("\n".join(row[4] for row in ALL))


def test_a_proof_that_is_gone_is_noticed():
    assert missing("`tests/every_service/test_asvs.py::test_that_is_not`; `tests/nowhere.py::test_x`") == [
        "tests/every_service/test_asvs.py::test_that_is_not", "tests/nowhere.py::test_x"]


def test_every_requirement_stands_once_with_a_known_state_and_why():
    numbers = [row[0] for row in ALL]
    assert len(numbers) == len(set(numbers)) and Counter(row[1] for row in ALL) == LEVELS
    for number, _, asks, state, why in ALL:
        assert re.fullmatch(r"v5\.0\.0-(?:[1-9]|1[0-7])\.\d+\.\d+", number) and asks and why, number
        assert state in STATES, (number, state)


@pytest.mark.parametrize("chapter", [*(f"V{n}" for n in range(1, 18)), "all"])
def test_the_figures_at_the_top_are_those_of_the_rows(chapter):
    (line,) = re.findall(rf"^\| {chapter}(?: [^|]*)?\|(.*)\|$", (FOLDER / "asvs.md").read_text("utf-8"), re.MULTILINE)
    told, counted = [int(cell) for cell in line.split("|")], figures()[chapter]
    assert told == [*(counted[state] for state in STATES), counted.total()]


def test_what_is_open_names_only_what_is_not_closed():
    told = (FOLDER / "asvs.md").read_text("utf-8").split("## What is open")[1].split("\n## ")[0]
    states = {row[0].removeprefix("v5.0.0-"): row[3] for row in ALL}
    assert not [number for number in re.findall(r"\b\d+\.\d+\.\d+\b", told) if states[number] not in ("partly", "no")]
    assert not {number for number, state in states.items() if state == "no"} - set(re.findall(r"\b\d+\.\d+\.\d+\b", told))
