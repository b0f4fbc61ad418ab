from django.db import migrations

from machinami.capabilities.payments.triggers import create


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
