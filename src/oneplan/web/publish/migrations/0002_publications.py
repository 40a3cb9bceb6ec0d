"""What of a wave everybody may read, and who agreed to it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listen', '0002_reading'),
        ('publish', '0001_school_actions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=250)),
                ('stage', models.CharField(choices=[('asked', 'waits for a second person'), ('withdrawn', 'taken back before it went out'), ('returned', 'sent back'), ('published', 'published'), ('replaced', 'replaced by a later one'), ('recalled', 'taken off the site')], default='asked', max_length=10)),
                ('fingerprint', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=250)),
                ('asked_account', models.BigIntegerField()),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('reason', models.CharField(blank=True, max_length=1000)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('published_by', models.CharField(blank=True, max_length=250)),
                ('recalled_at', models.DateTimeField(blank=True, null=True)),
                ('recalled_by', models.CharField(blank=True, max_length=250)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='listen.wave')),
            ],
            options={
                'ordering': ('-asked_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Pages',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.TextField()),
                ('figures', models.TextField()),
                ('pupils', models.JSONField(default=list)),
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='publish.publication')),
            ],
            options={
                'verbose_name_plural': 'pages',
            },
        ),
    ]
