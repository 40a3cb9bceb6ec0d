"""Makes the tables of jobs, of their rounds and of the workers that are there."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Presence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worker', models.CharField(max_length=120, unique=True)),
                ('since', models.DateTimeField()),
                ('seen', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'presences',
                'ordering': ('-seen',),
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, unique=True)),
                ('due', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=160)),
                ('arguments', models.JSONField(blank=True, default=dict)),
                ('only', models.CharField(blank=True, max_length=120)),
                ('asked', models.DateTimeField()),
                ('asked_by', models.CharField(blank=True, max_length=250)),
                ('account', models.BigIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='waiting', max_length=10)),
                ('due', models.DateTimeField()),
                ('started', models.DateTimeField(blank=True, null=True)),
                ('ended', models.DateTimeField(blank=True, null=True)),
                ('cancel_asked', models.DateTimeField(blank=True, null=True)),
                ('progress', models.FloatField(default=0)),
                ('sentence', models.CharField(blank=True, max_length=500)),
                ('result', models.JSONField(blank=True, null=True)),
                ('file_name', models.CharField(blank=True, max_length=120)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('most_tries', models.PositiveIntegerField()),
                ('wait_seconds', models.PositiveIntegerField()),
                ('longest_seconds', models.PositiveIntegerField()),
                ('fence', models.PositiveIntegerField(default=0)),
                ('worker', models.CharField(blank=True, max_length=120)),
                ('heartbeat', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-asked', '-pk'),
                'indexes': [models.Index(fields=['state', 'due'], name='job_next')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'running')), models.Q(('only', ''), _negated=True)), fields=('only',), name='job_one_at_a_time')],
            },
        ),
    ]
