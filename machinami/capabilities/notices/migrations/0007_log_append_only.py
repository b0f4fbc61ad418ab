from django.db import migrations

from machinami.capabilities.notices.triggers import create


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_message_log")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
