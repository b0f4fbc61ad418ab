"""One suite over every manifest: whoever adds a service is held to the same house rules."""

from __future__ import annotations

from random import Random

import pytest

from machinami.capabilities.procedures import queries
from machinami.capabilities.procedures.definition import Definition
from machinami.capabilities.procedures.linting import texts
from machinami.capabilities.procedures.schema import json_schema
from machinami.capabilities.procedures.testing import payloads
from machinami.city.fees import fee
from machinami.city.sections import all_sections
from machinami.foundation.levels import levels
from machinami.foundation.registry import capabilities, permission_catalogue, services

SERVICES = services()


@pytest.mark.parametrize("service", SERVICES, ids=lambda s: s.code)
class TestService:
    def test_its_words_stand_in_every_language(self, service):
        assert not service.manifest.title.missing(), service.manifest.title.missing()
        assert not service.manifest.summary.missing()

    def test_it_has_an_owner_a_law_and_a_place_in_the_plan(self, service):
        m = service.manifest
        assert m.owner in all_sections() and m.legal_basis and all(1 <= r.initiative <= 56 for r in m.realises)

    def test_it_says_whom_it_serves(self, service):
        assert len((service.folder / "README.md").read_text("utf-8")) > 40


WITH_PROCEDURE = [s for s in SERVICES if s.procedure_file]


@pytest.mark.parametrize("service", WITH_PROCEDURE, ids=lambda s: s.code)
class TestProcedure:
    def definition(self, service) -> Definition:
        return queries.definition(service.code)

    def test_code_owner_and_fee_agree_with_the_rest_of_the_house(self, service):
        d = self.definition(service)
        assert d.code == service.code and d.section == service.manifest.owner
        if d.fee:
            assert fee(d.fee.code, d.updated).amount > 0

    def test_every_word_stands_in_every_language(self, service):
        missing = [f"{path}: {text.ja}" for path, text in texts(self.definition(service)) if set(text.missing()) - {"easy"}]
        assert not missing, missing[:10]

    def test_the_desk_can_finish_in_the_promised_time(self, service):
        d = self.definition(service)
        assert max(s.days for s in d.steps) <= d.target_days
        assert d.decision.mode == "automatic" or any(s.kind == "decide" for s in d.steps)

    def test_what_is_accepted_is_valid_for_an_independent_validator(self, service):
        from jsonschema import Draft202012Validator

        d, random = self.definition(service), Random(service.code)
        validator = Draft202012Validator(json_schema(d))
        from machinami.capabilities.procedures.testing import accepted, context_for

        taken, context = 0, context_for(d)
        for n in range(60):
            whole = accepted(d, payloads(d, random, valid=n % 2 == 0, context=context), context)
            if whole is not None:
                taken += 1
                validator.validate(whole)
        assert taken >= 30


def test_all_56_initiatives_have_a_level():
    assert sorted(levels()) == list(range(1, 57))


def test_every_permission_is_held_by_a_role_that_exists():
    from machinami.capabilities.identity.roles import ROLES

    for code, (title, roles) in permission_catalogue().items():
        assert title and set(roles) <= {*ROLES, "resident"}, code


def test_every_capability_says_what_personal_data_it_holds_and_for_how_long():
    for code, manifest in capabilities().items():
        for holding in manifest.personal_data:
            assert holding.purpose and holding.legal_basis and holding.years > 0, code
