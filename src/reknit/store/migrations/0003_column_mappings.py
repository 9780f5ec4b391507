"""What the user said the columns of a table mean, kept for the next table with the same header."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0002_search")]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="column_mappings",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
