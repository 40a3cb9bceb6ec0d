"""Which priority of the plan a school's action helps, and whether its pupils may read of it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publish', '0002_publications'),
    ]

    operations = [
        migrations.AddField(
            model_name='schoolaction',
            name='for_pupils',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='schoolaction',
            name='priority',
            field=models.CharField(blank=True, max_length=60),
        ),
    ]
