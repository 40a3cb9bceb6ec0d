"""That texts of pupils were read, and to whom worries went."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listen', '0001_waves'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=64)),
                ('school', models.CharField(blank=True, max_length=20)),
                ('year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('to', models.CharField(choices=[('nobody', 'Nobody: there is no worry in it'), ('county-lead', 'The county’s safeguarding lead, who reads it too and decides'), ('school', 'The school’s safeguarding lead'), ('designated-officer', 'The local authority designated officer, and not the school'), ('police-and-front-door', 'The police (999) and the front door of children’s services, now')], max_length=30)),
                ('place', models.CharField(choices=[('school-and-year', 'The school and the year'), ('school', 'The school, without the year'), ('county', 'The county alone')], max_length=20)),
                ('about_adult', models.BooleanField(default=False)),
                ('why', models.CharField(blank=True, max_length=500)),
                ('read_by', models.CharField(max_length=250)),
                ('read_at', models.DateTimeField()),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='listen.wave')),
            ],
            options={
                'ordering': ('-read_at', '-pk'),
                'constraints': [models.UniqueConstraint(fields=('wave', 'text'), name='text_read_once')],
            },
        ),
    ]
