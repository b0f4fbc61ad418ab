from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from machinami.capabilities.identity import testing as people
from machinami.capabilities.procedures import actions
from machinami.foundation.actors import system


@pytest.fixture
def megumi(client, db):
    """恵さん, of the section that most stories are about, signed in at the desk."""
    actions.publish_definitions(actor=system("test"))
    actor = people.staff(("child_family", "clerk"), username="megumi")
    client.force_login(get_user_model().objects.get(pk=actor.id))
    return actor
