from django.db import migrations

from machinami.capabilities.payments.triggers import create_all


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_chart_and_history")]
    operations = [migrations.RunPython(create_all, migrations.RunPython.noop)]
