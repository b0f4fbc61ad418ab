"""Trying a definition as a made-up person, with nothing kept: the pages they would see, what comes out, where they get stuck."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

from django.utils import timezone

from machinami.capabilities.procedures import forms, papers, submission
from machinami.capabilities.procedures.contexts import plain_context
from machinami.capabilities.procedures.deadlines import due_on
from machinami.capabilities.procedures.definition import DECLARATIONS, Definition
from machinami.capabilities.procedures.fields.base import Facts
from machinami.capabilities.procedures.fields.controls import Posted
from machinami.capabilities.procedures.reading import fill, pressed, read_page
from machinami.capabilities.procedures.settling import settle
from machinami.capabilities.procedures.testing import payloads, registered
from machinami.capabilities.procedures.types import DraftRow
from machinami.capabilities.procedures.validation import Invalid, not_for, validate
from machinami.city import calendar
from machinami.foundation.i18n import Text

#: How many made-up applications a trial run makes for each person.
RUNS = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up person to try with; ``facts`` are what the register would say."""

    code: str
    title: str
    facts: Facts


def samples() -> tuple[Sample, ...]:
    """Different enough that conditions by age, household, nationality and registration are met and not met."""
    family = registered()
    head, mother, child = family.household
    alone = {**mother, "is_head": True, "relationship": "世帯主", "head_name": mother["name_text"]}
    foreign = {**head, "nationality": "cn", "foreign": True, "language": "zh-hans",
               "name": {"full": "WANG FANG", "full_kana": "ワン ファン"}, "name_text": "WANG FANG", "kana_text": "ワン ファン"}
    return (Sample("family", "3人世帯の世帯主（36歳、5歳の子と68歳の母）", family),
            Sample("alone", "一人暮らしの68歳", Facts(True, alone, (alone,))),
            Sample("foreign", "外国籍の36歳（中国語）", Facts(True, foreign, (foreign, mother, child))),
            Sample("elsewhere", "区に住民登録のない人", Facts()))


@dataclass(frozen=True, slots=True)
class Trial:
    """``answers``: what was answered so far, as a draft keeps it."""

    definition: Definition
    facts: Facts
    answers: dict[str, Any] = field(default_factory=dict)
    language: str = "ja"

    @property
    def row(self) -> DraftRow:
        """As a draft, for the forms."""
        today = timezone.localdate()
        visited = frozenset(q.code for s in self.definition.sections for q in s.questions
                            if any(f.code in self.answers for f in q.fields))
        return DraftRow(id="trial", code=self.definition.code, version=0, title=self.definition.title, definition=self.definition,
                        answers=self.answers, facts=self.facts, visited=visited, revision=0, question="",
                        updated_at=timezone.now(), expires_on=today, case_id=None, charge_id=None)


def begun(definition: Definition, facts: Facts, language: str = "ja") -> Trial:
    """With what the register fills in."""
    return Trial(definition, facts, submission.prefilled(definition, facts, plain_context(facts, language)), language)


def answer(trial: Trial, question: str, posted: Any) -> tuple[Trial, dict[str, Text], Text | None, bool]:
    """Answer one page: the trial after it, what to mend, why it is not for this person (if so), and whether to stay."""
    page = trial.definition.questions[question]
    form, context = Posted.of(posted), plain_context(trial.facts, trial.language)
    if pressed(page, form):
        return trial, fill(page, form)[1], None, True
    read = read_page(trial.definition, page, trial.answers, form, context)
    answers = {c: v for c, v in (trial.answers | read.values).items() if v is not None}
    after = replace(trial, answers=answers)
    refused = None if read.errors else not_for(trial.definition, settle(trial.definition, answers, context))
    return after, read.errors, _why(refused), False


def refused(trial: Trial) -> Text | None:
    """Why the procedure is not for this person from the start, or None."""
    return _why(not_for(trial.definition, settle(trial.definition, trial.answers, plain_context(trial.facts, trial.language))))


def _why(found: Any) -> Text | None:
    return found.reason if found is not None else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What would come of sending it: errors that stand in the way, the fee in yen, days, and the papers' contents."""

    errors: dict[str, Text]
    fee: int
    apply_by: date | None
    done_by: date
    steps: tuple[tuple[str, date], ...]
    papers: tuple[dict[str, Any], ...]


def outcome(trial: Trial) -> Outcome:
    definition, context, today = trial.definition, plain_context(trial.facts, trial.language), timezone.localdate()
    agreed = {d.code: True for d in definition.declarations}
    settled = settle(definition, {**trial.answers, **agreed}, context)
    answers, errors = settled.answers, {}
    try:
        answers = validate(definition, submission.typed(definition, settled), context)
    except Invalid as invalid:
        errors = invalid.fields
    made = () if errors else tuple(papers.contents(definition, d, answers, context) for d in papers.wanted(definition, answers, context))
    steps = tuple((s.title.ja, calendar.working_days_after(today, s.days)) for s in definition.steps)
    return Outcome(errors, submission.fee_of(definition, answers, context), due_on(definition, answers, context),
                   calendar.working_days_after(today, definition.target_days), steps, made)


@dataclass(frozen=True, slots=True)
class Run:
    """How made-up applications of one sample person fared. ``reason``: why it is not for them; ``stuck``: no way through."""

    sample: Sample
    accepted: int
    reason: Text | None
    stuck: bool
    pages: tuple[int, int]
    fees: tuple[int, int]


def run(definition: Definition, count: int = RUNS, seed: int = 1) -> tuple[list[Run], list[str]]:
    """A trial run over all samples; the second list names fields that nobody was ever asked."""
    runs, met = [], set()
    for sample in samples():
        found, asked = _run(definition, sample, Random(seed), count)
        runs.append(found)
        met |= asked
    never = [c for c, f in definition.fields.items() if c not in met and definition.place_of(c).question.code != DECLARATIONS and not f.computed]
    return runs, never


def _run(definition: Definition, sample: Sample, random: Random, count: int) -> tuple[Run, set[str]]:
    context = plain_context(sample.facts)
    start = begun(definition, sample.facts)
    why = refused(start)
    if why is not None:
        return Run(sample, 0, why, False, (0, 0), (0, 0)), set()
    pages, fees, met = [], [], set()
    for _ in range(count):
        try:
            answers = payloads(definition, random, context=context)
        except LookupError:
            break
        settled = settle(definition, answers, context)
        met |= set(settled.shown)
        pages.append(len(forms.asked(definition, settled)))
        fees.append(submission.fee_of(definition, settled.answers, context))
    span = [(min(v), max(v)) if v else (0, 0) for v in (pages, fees)]
    return Run(sample, len(pages), None, not pages, span[0], span[1]), met
