from django.db import migrations

from machinami.capabilities.queues.triggers import create


class Migration(migrations.Migration):
    dependencies = [("queues", "0001_offices_tickets_and_events")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
