# The three tables of the log.

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Content',
            fields=[
                ('pk', models.CompositePrimaryKey('chain', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                ('chain', models.CharField(max_length=40)),
                ('seq', models.BigIntegerField()),
                ('key', models.BinaryField(max_length=32)),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('chain', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('seq', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('chain', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                ('chain', models.CharField(max_length=40)),
                ('seq', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=64)),
                ('action', models.CharField(max_length=64)),
                ('body', models.TextField()),
                ('content_commit', models.CharField(blank=True, max_length=64)),
                ('prev', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['actor', 'at'], name='entry_who_did'), models.Index(fields=['action', 'at'], name='entry_what_was_done')],
                'constraints': [models.CheckConstraint(condition=models.Q(('seq__gte', 1)), name='entry_counts_from_one')],
            },
        ),
    ]
