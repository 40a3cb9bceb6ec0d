"""The first tables of this room: data sets and the searches in them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='DataSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=160)),
                ('digest', models.CharField(max_length=64)),
                ('file_name', models.CharField(max_length=120)),
                ('description', models.JSONField()),
                ('is_synthetic', models.BooleanField()),
                ('children', models.PositiveBigIntegerField()),
                ('waves', models.JSONField(default=list)),
                ('added', models.DateTimeField()),
                ('keep_until', models.DateField()),
                ('deleted', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-added',),
            },
        ),
        migrations.CreateModel(
            name='Analysis',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.JSONField()),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=250)),
                ('job', models.BigIntegerField(blank=True, null=True)),
                ('result', models.JSONField(blank=True, null=True)),
                ('ended', models.DateTimeField(blank=True, null=True)),
                ('data_set', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='analyses', to='understand.dataset')),
            ],
            options={
                'verbose_name_plural': 'analyses',
                'ordering': ('-asked_at', '-pk'),
            },
        ),
    ]
