"""Says of each organisation whether it is a member: inspectors and schools sign in without being one."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_the_log_only_grows'),
    ]

    operations = [
        migrations.AddField(
            model_name='organisation',
            name='is_member',
            field=models.BooleanField(default=True),
        ),
    ]
