from __future__ import annotations

from typing import Any

from django.db import migrations, models

from machinami.foundation.text import search_form

PATTERN = "varchar_pattern_ops"


def fill(apps: Any, schema_editor: Any) -> None:
    Household = apps.get_model("identity", "Household")
    batch = []
    for home in Household.objects.exclude(building="").only("id", "building", "room").iterator(chunk_size=2000):
        home.search_building = search_form(f"{home.building}{home.room}")
        batch.append(home)
        if len(batch) == 2000:
            Household.objects.bulk_update(batch, ["search_building"], batch_size=400)
            batch = []
    Household.objects.bulk_update(batch, ["search_building"], batch_size=400)


class Migration(migrations.Migration):
    dependencies = [("identity", "0002_partner_tokens")]
    operations = [
        migrations.AddField("household", "search_building", models.CharField(blank=True, default="", max_length=100),
                            preserve_default=False),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("household", "identity_household_address"),
        migrations.RemoveIndex("person", "identity_person_kana"),
        migrations.RemoveIndex("person", "identity_person_name"),
        migrations.AddIndex("household", models.Index(
            fields=["search_address"], name="identity_household_begins", opclasses=[PATTERN])),
        migrations.AddIndex("household", models.Index(
            fields=["search_building"], name="identity_household_building", opclasses=[PATTERN])),
        migrations.AddIndex("person", models.Index(
            fields=["search_kana", "number"], name="identity_person_by_kana", opclasses=[PATTERN, PATTERN])),
        migrations.AddIndex("person", models.Index(
            fields=["search_name", "number"], name="identity_person_by_name", opclasses=[PATTERN, PATTERN])),
    ]
