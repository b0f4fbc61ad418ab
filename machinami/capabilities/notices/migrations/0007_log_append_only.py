from django.db import migrations

from machinami.foundation.append_only import append_only

create = append_only("notices_logentry", "notices_log", "the message log is append-only", permit="notices_shredpermit", moment="at")


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_message_log")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
