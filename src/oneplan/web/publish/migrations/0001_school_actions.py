"""What schools said they will do about what their pupils said."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('listen', '0002_reading'),
    ]

    operations = [
        migrations.CreateModel(
            name='SchoolAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(blank=True, max_length=120)),
                ('heard', models.CharField(max_length=600)),
                ('does', models.CharField(max_length=400)),
                ('who', models.CharField(max_length=120)),
                ('due', models.DateField()),
                ('state', models.CharField(choices=[('to-do', 'to do'), ('doing', 'being done'), ('done', 'done'), ('will-not', 'will not be done')], default='to-do', max_length=10)),
                ('why', models.CharField(blank=True, max_length=400)),
                ('written_at', models.DateTimeField()),
                ('written_by', models.CharField(max_length=250)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=250)),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='listen.school')),
            ],
            options={
                'ordering': ('due', 'pk'),
            },
        ),
    ]
