"""The kinds of field a definition may use. A kind is a class; add one here and definitions may name it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field as PydanticField

from machinami.capabilities.procedures.fields.address import AddressField
from machinami.capabilities.procedures.fields.bank import BankAccountField
from machinami.capabilities.procedures.fields.calculated import CalculatedField
from machinami.capabilities.procedures.fields.choices import (
    ChoiceField,
    ChoicesField,
    DeclarationField,
    YesNoField,
)
from machinami.capabilities.procedures.fields.contact import EmailField, PhoneField
from machinami.capabilities.procedures.fields.dates import DateField
from machinami.capabilities.procedures.fields.files import FileField
from machinami.capabilities.procedures.fields.members import MembersField
from machinami.capabilities.procedures.fields.name import NameField
from machinami.capabilities.procedures.fields.numbers import MoneyField, NumberField
from machinami.capabilities.procedures.fields.places import CountryField, LanguageField
from machinami.capabilities.procedures.fields.text import TextareaField, TextField

KINDS = (
    TextField, TextareaField, NameField, AddressField, DateField, PhoneField, EmailField, BankAccountField, MoneyField,
    NumberField, ChoiceField, ChoicesField, YesNoField, DeclarationField, CountryField, LanguageField, FileField,
    MembersField, CalculatedField,
)
Field = Annotated[
    TextField | TextareaField | NameField | AddressField | DateField | PhoneField | EmailField | BankAccountField
    | MoneyField | NumberField | ChoiceField | ChoicesField | YesNoField | DeclarationField | CountryField
    | LanguageField | FileField | MembersField | CalculatedField,
    PydanticField(discriminator="kind"),
]
