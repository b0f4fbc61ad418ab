"""The resident register, residents' accounts, and staff."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from machinami.foundation.begins import PATTERN
from machinami.foundation.ids import new_id
from machinami.foundation.sealing import EncryptedJSONField


class Household(models.Model):
    """世帯: who lives together at one address."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=12, unique=True)
    postal_code = models.CharField(max_length=7)
    town_code = models.CharField(max_length=7)
    town = models.CharField(max_length=40)
    block = models.CharField(max_length=20)
    building = models.CharField(max_length=80, blank=True)
    room = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    search_address = models.CharField(max_length=160)
    search_building = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["search_address"], name="identity_household_begins", opclasses=[PATTERN]),
            models.Index(fields=["search_building"], name="identity_household_building", opclasses=[PATTERN]),
            models.Index(fields=["town_code"], name="identity_household_town"),
        ]


class Person(models.Model):
    """A resident. Names are kept as typed; ``search_*`` are folded copies for finding only.

    ``family``/``given`` are empty for names without that split; then ``full_name`` is the name.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.CharField(max_length=15, unique=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    relation = models.CharField(max_length=20)
    family = models.CharField(max_length=60, blank=True)
    given = models.CharField(max_length=60, blank=True)
    family_kana = models.CharField(max_length=60, blank=True)
    given_kana = models.CharField(max_length=60, blank=True)
    full_name = models.CharField(max_length=160)
    full_kana = models.CharField(max_length=200, blank=True)
    alias = models.CharField(max_length=80, blank=True)
    search_name = models.CharField(max_length=160)
    search_kana = models.CharField(max_length=200)
    birth_date = models.DateField()
    sex = models.CharField(max_length=8, blank=True)
    nationality = models.CharField(max_length=3, default="JP")
    language = models.CharField(max_length=8, default="ja")
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=254, blank=True)
    bank = EncryptedJSONField(null=True)
    protected = models.BooleanField(default=False)
    resident_since = models.DateField(null=True)
    previous_address = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["search_kana", "number"], name="identity_person_by_kana", opclasses=[PATTERN] * 2),
            models.Index(fields=["search_name", "number"], name="identity_person_by_name", opclasses=[PATTERN] * 2),
            models.Index(fields=["birth_date"], name="identity_person_birth"),
        ]


#: Issuer of accounts that nobody has signed in to: of those who applied on paper.
PAPER = "paper"


class Account(models.Model):
    """Somebody who signed in. ``person`` is empty for those not (yet) in the register."""

    id = models.UUIDField(primary_key=True, default=new_id)
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    claims = EncryptedJSONField(null=True)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8, default="ja")
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_account_subject")]


class StaffManager(BaseUserManager["StaffMember"]):
    def create_user(self, username: str, password: str | None = None, **extra: Any) -> StaffMember:
        staff = self.model(username=username, **extra)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class StaffMember(AbstractBaseUser):
    """職員. ``totp`` is the seed of the one-time code, kept encrypted; ``last_step`` stops a code's reuse."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    email = models.CharField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)
    totp = EncryptedJSONField(null=True)
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = StaffManager()


class Membership(models.Model):
    """A staff member's role in a section (or in all, ``section="*"``)."""

    staff = models.ForeignKey(StaffMember, on_delete=models.CASCADE, related_name="memberships")
    section = models.CharField(max_length=40)
    role = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "section", "role"], name="identity_membership_once")]


class SigningIn(models.Model):
    """An OpenID Connect sign-in under way: state, nonce and PKCE verifier, used once and short-lived."""

    state = models.CharField(max_length=64, primary_key=True)
    nonce = models.CharField(max_length=64)
    verifier = models.CharField(max_length=128)
    return_to = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class SpentAssertion(models.Model):
    """Identifiers the demonstration provider has seen (codes, client assertions): each works once."""

    id = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(auto_now_add=True)


class PartnerToken(models.Model):
    """A partner system's way in: ``digest`` is the SHA-256 of its secret, ``hint`` the secret's last four letters."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)
    scopes = models.JSONField()
    sections = models.JSONField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)


class Passkey(models.Model):
    """A WebAuthn credential of a member of staff or a resident's account, never of both.

    ``digest``: SHA-256 of the credential's id, by which a sign-in finds it. ``credential``: AAGUID, id and public key as the
    authenticator gave them. ``level``: the strongest session of a resident that it opens; ``sign_count``: the highest seen.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    staff = models.ForeignKey(StaffMember, null=True, on_delete=models.CASCADE, related_name="passkeys")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="passkeys")
    digest = models.CharField(max_length=64, unique=True)
    credential = models.BinaryField()
    name = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="identity_passkey_of_one",
                                              condition=models.Q(staff=None) ^ models.Q(account=None))]


class PasskeyChallenge(models.Model):
    """What an authenticator has to sign, once and soon. ``owner``: for whom a new passkey is made; blank for a sign-in."""

    challenge = models.CharField(max_length=64, primary_key=True)
    owner = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class SessionOwner(models.Model):
    """Whose a session is, so that people can see where they are signed in. ``device``: browser and system, no more.

    When it began and was last used stands in the session itself; a row whose session is gone says nothing and is swept away.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    session_key = models.CharField(max_length=40, unique=True)
    staff = models.ForeignKey(StaffMember, null=True, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=60, blank=True)
