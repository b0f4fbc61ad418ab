from django.db import migrations

from machinami.foundation.append_only import append_only

create = append_only("queues_ticketevent", "queues_event", "what happened to a ticket is append-only", permit="queues_shredpermit", moment="day")


class Migration(migrations.Migration):
    dependencies = [("queues", "0001_offices_tickets_and_events")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
