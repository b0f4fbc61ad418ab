"""People for tests: residents with accounts, staff with roles."""

from __future__ import annotations

from django.conf import settings
from django.test import Client, RequestFactory

from machinami.capabilities.identity.actions import load_population
from machinami.capabilities.identity.middleware import RESIDENT_GRANTS, start_resident_session
from machinami.capabilities.identity.models import Account, Membership, Person, StaffMember
from machinami.capabilities.identity.staff import staff_actor
from machinami.city.population.demo import demo_households
from machinami.foundation.actors import Actor, system


def demo_people() -> None:
    """The demonstration households, and nobody else."""
    load_population(actor=system("test"), households=demo_households())


def resident(number: str = "0000000001", *, level: int = 3, email: str = "hanako@example.com",
             language: str = "ja") -> Actor:
    """A signed-in resident (杉並 花子 unless another 宛名番号 is given)."""
    if not Person.objects.filter(number=number).exists():
        demo_people()
    person = Person.objects.get(number=number)
    account, _ = Account.objects.get_or_create(
        issuer="test", subject=number, defaults={"person": person, "name": person.full_name, "email": email,
                                                 "language": language})
    return Actor(kind="resident", id=str(account.pk), name=account.name, level=level, person_id=str(person.pk),
                 grants=RESIDENT_GRANTS)


def newcomer(*, level: int = 3) -> Actor:
    """Somebody signed in who is not (yet) in the register."""
    account, _ = Account.objects.get_or_create(issuer="test", subject="newcomer", defaults={"name": "武蔵野 はるか"})
    return Actor(kind="resident", id=str(account.pk), name=account.name, level=level, grants=RESIDENT_GRANTS)


def many(count: int, tag: str = "many") -> list[Actor]:
    """That many signed-in residents who are not in the register, in one statement."""
    rows = Account.objects.bulk_create([Account(issuer="test", subject=f"{tag}-{n}", name=f"{tag} {n}", email=f"{tag}{n}@example.com")
                                        for n in range(count)])
    return [Actor(kind="resident", id=str(r.pk), name=r.name, level=1, grants=RESIDENT_GRANTS) for r in rows]


def signed_in_browser(actor: Actor, *, way: str = "provider", user_agent: str = "") -> Client:
    """The resident's browser, signed in a moment ago."""
    browser, request = Client(HTTP_USER_AGENT=user_agent), RequestFactory(HTTP_USER_AGENT=user_agent).get("/")
    request.session = browser.session
    start_resident_session(request, Account.objects.get(pk=actor.id), actor.level, way)
    request.session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return browser


def staff(*memberships: tuple[str, str], username: str = "tester") -> Actor:
    """A member of staff with roles ``(section, role)``."""
    member, _ = StaffMember.objects.get_or_create(username=username, defaults={"name": f"職員 {username}"})
    for section, role in memberships:
        Membership.objects.get_or_create(staff=member, section=section, role=role)
    return staff_actor(StaffMember.objects.get(pk=member.pk))

