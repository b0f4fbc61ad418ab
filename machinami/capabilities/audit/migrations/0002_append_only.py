from django.db import migrations

from machinami.capabilities.audit.triggers import create


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop, hints={"model_name": "link"})]
