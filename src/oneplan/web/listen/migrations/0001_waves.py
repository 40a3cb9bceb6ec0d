"""The waves of the survey: their schools, rolls, questionnaires and checklists."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0003_some_are_no_members'),
    ]

    operations = [
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=160)),
                ('name', models.CharField(max_length=60)),
                ('versions', models.JSONField()),
                ('languages', models.JSONField()),
                ('opens', models.DateField()),
                ('closes', models.DateField()),
                ('keep_until', models.DateField()),
                ('is_demonstration', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('draft', 'being prepared'), ('open', 'open'), ('closing', 'being closed'), ('closed', 'closed'), ('dropped', 'set aside')], default='draft', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=250)),
                ('roll_file', models.CharField(blank=True, max_length=120)),
                ('opened', models.DateField(blank=True, null=True)),
                ('closed', models.DateField(blank=True, null=True)),
                ('deleted', models.DateField(blank=True, null=True)),
                ('job', models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ('-made_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=120)),
                ('phase', models.CharField(max_length=120)),
                ('type', models.CharField(max_length=120)),
                ('district', models.CharField(max_length=120)),
                ('free_meals_fifth', models.PositiveSmallIntegerField()),
                ('named_adult', models.CharField(blank=True, max_length=120)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.organisation')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='schools', to='listen.wave')),
            ],
            options={
                'ordering': ('name', 'school'),
            },
        ),
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.TextField()),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='wording', to='listen.wave')),
            ],
        ),
        migrations.CreateModel(
            name='YearGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('pupils', models.PositiveIntegerField()),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='years', to='listen.school')),
            ],
            options={
                'ordering': ('year',),
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.CharField(max_length=30)),
                ('said', models.JSONField()),
                ('signed_by', models.CharField(max_length=250)),
                ('signed_at', models.DateTimeField()),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='listen.wave')),
            ],
            options={
                'ordering': ('signed_at', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('wave', 'line'), name='line_once_a_wave')],
            },
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.UniqueConstraint(fields=('wave', 'school'), name='school_once_a_wave'),
        ),
        migrations.AddConstraint(
            model_name='yeargroup',
            constraint=models.UniqueConstraint(fields=('school', 'year'), name='year_once_a_school'),
        ),
    ]
