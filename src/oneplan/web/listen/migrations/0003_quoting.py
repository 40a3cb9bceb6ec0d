"""That a text of a pupil may be quoted to its school, and which places of it are taken out."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listen', '0002_reading'),
    ]

    operations = [
        migrations.AddField(
            model_name='reading',
            name='may_quote',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='reading',
            name='taken_out',
            field=models.JSONField(default=list),
        ),
    ]
