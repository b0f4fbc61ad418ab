from __future__ import annotations

from django.db import migrations, models

PATTERN = "varchar_pattern_ops"


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_findings_and_seals")]
    operations = [
        *(migrations.RemoveIndex("case", f"cases_case_{old}") for old in ("queue", "kana", "name", "address")),
        *(migrations.AddIndex("case", models.Index(fields=[f"search_{by}"], name=f"cases_case_by_{by}", opclasses=[PATTERN]))
          for by in ("kana", "name", "address")),
        migrations.AddIndex("case", models.Index(fields=["section", "state", "target_on", "id"], name="cases_case_section_queue")),
        migrations.AddIndex("case", models.Index(fields=["state", "target_on", "id"], name="cases_case_state_queue")),
        migrations.AddIndex("case", models.Index(fields=["target_on", "id"], name="cases_case_by_target")),
        migrations.AddIndex("case", models.Index(fields=["received_at", "id"], name="cases_case_by_receipt")),
        migrations.AddIndex("case", models.Index(fields=["code", "state"], name="cases_case_code")),
    ]
