"""The first tables: organisations, people, roles, groups, accounts, documents and the log."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LogHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField(default=0)),
                ('seal', models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('sector', models.CharField(choices=[('county-council', 'County council'), ('district-council', 'District councils'), ('health', 'Health'), ('careers', 'Careers service'), ('police', 'Police'), ('probation', 'Probation'), ('education', 'Education'), ('voluntary', 'Voluntary sector'), ('other', 'Other')], max_length=20)),
                ('website', models.URLField(blank=True)),
                ('joined', models.DateField(blank=True, null=True)),
                ('left', models.DateField(blank=True, null=True)),
                ('confirmed', models.DateField(blank=True, null=True)),
            ],
            options={
                'ordering': ('sector', 'name'),
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('act', models.CharField(max_length=60)),
                ('account', models.BigIntegerField(null=True)),
                ('said', models.CharField(max_length=250)),
                ('organisation', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(blank=True, max_length=60)),
                ('thing', models.CharField(blank=True, max_length=80)),
                ('title', models.CharField(blank=True, max_length=250)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('previous', models.CharField(max_length=64)),
                ('seal', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('-number',),
                'indexes': [models.Index(fields=['kind', 'thing'], name='event_thing'), models.Index(fields=['account'], name='event_account')],
            },
        ),
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('board', 'Board'), ('pillar', 'Pillar group'), ('locality', 'Locality board'), ('panel', 'Young people’s panel'), ('scrutiny', 'Scrutiny'), ('parent', 'Board above the partnership')], max_length=20)),
                ('purpose', models.CharField(blank=True, max_length=400)),
                ('rhythm', models.CharField(blank=True, choices=[('monthly', 'every month'), ('quarterly', 'every three months'), ('half-yearly', 'every six months'), ('yearly', 'every year')], max_length=20)),
                ('reports_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reporting', to='people.group')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=160)),
                ('about', models.CharField(blank=True, max_length=400)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='documents', to='people.group')),
            ],
            options={
                'ordering': ('title',),
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=60)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made', models.DateTimeField(auto_now_add=True)),
                ('until', models.DateTimeField()),
                ('used', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='people.organisation')),
            ],
            options={
                'ordering': ('-made',),
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(max_length=120)),
                ('deputy_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='deputies', to='people.person')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='people.organisation')),
            ],
            options={
                'ordering': ('post',),
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('sent', models.DateTimeField(auto_now_add=True)),
                ('until', models.DateTimeField()),
                ('taken', models.DateTimeField(blank=True, null=True)),
                ('withdrawn', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='people.person')),
            ],
            options={
                'ordering': ('-sent',),
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('is_active', models.BooleanField(default=True)),
                ('is_demonstration', models.BooleanField(default=False)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='account', to='people.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('capacity', models.CharField(choices=[('chair', 'Chair'), ('representative', 'Representative'), ('deputy', 'Deputy'), ('observer', 'Observer')], default='representative', max_length=20)),
                ('starts', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='people.group')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='people.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='seats', to='people.person')),
            ],
            options={
                'ordering': ('group', 'capacity', 'organisation'),
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('school', 'School survey lead'), ('panel', 'Young people’s panel'), ('member', 'Board member'), ('officer', 'Partner officer'), ('scrutiny', 'Scrutiny'), ('inspector', 'Inspector'), ('analyst', 'Analyst'), ('chair', 'Chair'), ('manager', 'Partnership manager'), ('administrator', 'Administrator')], max_length=20)),
                ('starts', models.DateField()),
                ('ends', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='people.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='people.person')),
            ],
            options={
                'ordering': ('-starts', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('file_name', models.CharField(max_length=120)),
                ('media_type', models.CharField(max_length=100)),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('note', models.CharField(blank=True, max_length=250)),
                ('published', models.DateTimeField()),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='people.document')),
            ],
            options={
                'ordering': ('-number',),
                'constraints': [models.UniqueConstraint(fields=('document', 'number'), name='version_number_once')],
            },
        ),
    ]
