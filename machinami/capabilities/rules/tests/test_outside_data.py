"""Cases that nobody here wrote (OpenFisca-Japan's YAML) run against rules written from the law. Data, never copied in."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from machinami.capabilities.rules import judging

SHARED = Path(os.environ.get("MACHINAMI_SHARED", Path(__file__).parents[5] / "shared" / "data")) / "openfisca_japan"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the cases are not here (set MACHINAMI_SHARED)")

#: Files whose every case is computed.
TOPICS = ("住民税/", "所得/", "年齢と学年/", "東京都/福祉/障害児童育成手当", "福祉/育児/", "福祉/高等学校等就学支援金/", "災害/支援/災害弔慰金", "災害/支援/災害障害見舞金",
          "災害/支援/被災者生活再建支援制度")


@pytest.fixture(scope="module")
def report() -> judging.Report:
    return judging.Report(list(judging.judge_folder(SHARED)))


def test_every_case_of_the_topics_is_computed(report: judging.Report) -> None:
    left = [o.case.key for o in report.of("unsupported") if o.case.file.startswith(TOPICS)]
    assert left == []


def test_no_difference_is_left_unexplained(report: judging.Report) -> None:
    assert [(o.case.key, list(map(str, o.differences))) for o in report.unexplained] == []


def test_every_explanation_is_still_needed(report: judging.Report) -> None:
    """An explained miss that no longer happens is a rule that changed, or a wrong word: it goes."""
    missed = {(o.case.file, o.case.name, d.expected.value, d.got) for o in report.of("failed") for d in o.differences}
    assert {(m.file, m.name, m.expects, m.law_gives) for m in judging.explained()} == missed


def test_by_the_law_that_the_data_knew_only_two_borders_differ(report: judging.Report) -> None:
    """Before the act of 2026: the floor of 調整控除 and the inclusive five million yen, which the data draw otherwise."""
    then = judging.Report(list(judging.judge_folder(SHARED, known=date(2026, 3, 30))))
    assert Counter(o.case.file for o in then.of("failed")) == {"住民税/調整控除.yaml": 3, "住民税/各種控除.yaml": 2}
    assert len(then.of("passed")) == len(report.of("passed")) + 2
