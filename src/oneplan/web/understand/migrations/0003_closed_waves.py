"""A data set may be a closed wave of the survey, with which it goes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("understand", "0002_releases"),
    ]

    operations = [
        migrations.AddField(
            model_name="dataset",
            name="of_wave",
            field=models.SlugField(blank=True, default="", max_length=60),
            preserve_default=False,
        ),
    ]
