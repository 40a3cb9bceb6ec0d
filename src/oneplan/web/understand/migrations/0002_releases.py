"""The releases: tables of a data set on their way through the gate, and their papers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('understand', '0001_data_sets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160)),
                ('tables', models.JSONField()),
                ('wave', models.CharField(blank=True, max_length=120)),
                ('levels_above', models.JSONField(default=dict)),
                ('merged', models.JSONField(default=dict)),
                ('audience', models.CharField(choices=[('public', 'Everybody'), ('partner', 'Partners who sign in')], max_length=10)),
                ('policy', models.CharField(max_length=40)),
                ('rules', models.JSONField()),
                ('differences', models.CharField(blank=True, max_length=10)),
                ('minutes', models.PositiveSmallIntegerField(default=5)),
                ('stage', models.CharField(choices=[('weighing', 'being worked out'), ('chosen', 'chosen'), ('running', 'in the gate'), ('refused', 'refused by the gate'), ('checked', 'safe, not asked for'), ('asked', 'waits for a second person'), ('returned', 'sent back'), ('dropped', 'set aside'), ('released', 'released'), ('recalled', 'taken back')], default='weighing', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=250)),
                ('job', models.BigIntegerField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('asked_by', models.CharField(blank=True, max_length=250)),
                ('asked_account', models.BigIntegerField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('released_by', models.CharField(blank=True, max_length=250)),
                ('number', models.PositiveIntegerField(blank=True, null=True)),
                ('recalled_at', models.DateTimeField(blank=True, null=True)),
                ('data_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='understand.dataset')),
            ],
            options={
                'ordering': ('-made_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Papers',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weighed', models.JSONField(blank=True, null=True)),
                ('tables', models.JSONField(default=list)),
                ('shown', models.TextField(blank=True)),
                ('certificate', models.TextField(blank=True)),
                ('ledger', models.CharField(blank=True, max_length=64)),
                ('release', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='understand.release')),
            ],
            options={
                'verbose_name_plural': 'papers',
            },
        ),
    ]
