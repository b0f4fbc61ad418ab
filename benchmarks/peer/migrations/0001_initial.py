from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.CreateModel("Plain", [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("family", models.CharField(max_length=60)), ("given", models.CharField(max_length=60)),
        ("birth", models.DateField()), ("address", models.CharField(max_length=200)),
        ("phone", models.CharField(max_length=20)), ("email", models.EmailField(blank=True, max_length=254)),
        ("purpose", models.CharField(choices=[("study", "study"), ("work", "work"), ("other", "other")], max_length=20)),
        ("copies", models.PositiveSmallIntegerField()), ("posted", models.BooleanField(default=False)),
        ("remarks", models.TextField(blank=True))])]
