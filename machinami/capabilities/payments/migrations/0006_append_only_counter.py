from django.db import migrations

from machinami.capabilities.payments.triggers import create_for_counter


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_counter")]
    operations = [migrations.RunPython(create_for_counter, migrations.RunPython.noop)]
