"""The first tables of this room: editions of plans, their entries and changes, and comments."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.CharField(db_index=True, max_length=60)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=160)),
                ('stage', models.CharField(choices=[('draft', 'draft'), ('consultation', 'out for consultation'), ('agreed', 'agreed'), ('in-force', 'in force'), ('under-review', 'under review'), ('superseded', 'no longer in force'), ('withdrawn', 'withdrawn')], default='draft', max_length=20)),
                ('version', models.PositiveIntegerField(default=1)),
                ('head', models.JSONField()),
                ('begun', models.DateTimeField()),
                ('begun_by', models.CharField(max_length=250)),
                ('opens', models.DateField(blank=True, null=True)),
                ('closes', models.DateField(blank=True, null=True)),
                ('is_open', models.BooleanField(default=False)),
                ('in_force', models.DateField(blank=True, null=True)),
                ('ended', models.DateField(blank=True, null=True)),
                ('of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='drafts', to='plan.edition')),
            ],
            options={
                'verbose_name': 'edition of a plan',
                'ordering': ('plan', '-number'),
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('who', models.CharField(max_length=250)),
                ('is_public', models.BooleanField()),
                ('sent', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'waits to be looked through'), ('shown', 'shown'), ('refused', 'not shown')], default='waiting', max_length=10)),
                ('keep_until', models.DateField()),
                ('answer', models.CharField(blank=True, choices=[('', 'not answered yet'), ('we-did', 'We did it'), ('we-will', 'We will do it'), ('we-will-not', 'We will not do it')], max_length=12)),
                ('because', models.CharField(blank=True, max_length=1000)),
                ('answered', models.DateField(blank=True, null=True)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='plan.edition')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('act', models.CharField(max_length=60)),
                ('said', models.CharField(max_length=250)),
                ('lines', models.JSONField(default=list)),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='plan.edition')),
            ],
            options={
                'verbose_name': 'change of a plan',
                'ordering': ('-pk',),
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=120)),
                ('position', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='plan.edition')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'ordering': ('part', 'position'),
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.CharField(max_length=60)),
                ('key', models.CharField(max_length=120)),
                ('change', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='plan.change')),
            ],
        ),
        migrations.CreateModel(
            name='Words',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('comment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='plan.comment')),
            ],
            options={
                'verbose_name_plural': 'words',
            },
        ),
        migrations.AddConstraint(
            model_name='edition',
            constraint=models.UniqueConstraint(fields=('plan', 'number'), name='edition_number_once'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['edition', 'state'], name='comment_state'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(fields=('edition', 'part', 'key'), name='entry_key_once'),
        ),
        migrations.AddIndex(
            model_name='mark',
            index=models.Index(fields=['plan', 'key'], name='mark_of_entry'),
        ),
    ]
