"""Two roles that read what children write."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_some_are_no_members'),
    ]

    operations = [
        migrations.AlterField(
            model_name='term',
            name='role',
            field=models.CharField(choices=[('school', 'School survey lead'), ('reader', 'Safeguarding reader'), ('safeguarding', 'County safeguarding lead'), ('panel', 'Young people’s panel'), ('member', 'Board member'), ('officer', 'Partner officer'), ('scrutiny', 'Scrutiny'), ('inspector', 'Inspector'), ('analyst', 'Analyst'), ('chair', 'Chair'), ('manager', 'Partnership manager'), ('administrator', 'Administrator')], max_length=20),
        ),
    ]
