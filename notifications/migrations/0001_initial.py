# The tables of the outbox.

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Instance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('database', models.UUIDField(default=uuid.uuid4)),
                ('instance_id', models.CharField(max_length=100)),
                ('epoch', models.BigIntegerField(default=0)),
                ('held', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='instance_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('to', models.CharField(blank=True, max_length=254)),
                ('channel', models.CharField(choices=[('mail', 'E-mail'), ('in_app', 'Notice'), ('mailbox', 'Mailbox in the app')], max_length=10)),
                ('kind', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=60)),
                ('url', models.CharField(blank=True, max_length=300)),
                ('subject', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('html', models.TextField(blank=True)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('headers', models.JSONField(blank=True, default=dict)),
                ('attachments', models.JSONField(blank=True, default=list)),
                ('send_at', models.DateTimeField()),
                ('not_after', models.DateTimeField(blank=True, null=True)),
                ('state', models.CharField(choices=[('pending', 'Waiting'), ('claimed', 'Being sent'), ('data', 'Handed over, not confirmed yet'), ('sent', 'Sent'), ('uncertain', 'Perhaps sent'), ('dead', 'Not delivered'), ('cancelled', 'Cancelled')], default='pending', max_length=10)),
                ('claim_token', models.UUIDField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('provider_ref', models.CharField(blank=True, max_length=300)),
                ('resent', models.PositiveSmallIntegerField(default=0)),
                ('on_doubt', models.CharField(choices=[('resend', 'Send again, marked as possibly repeated'), ('hold', 'Hold for a person')], default='resend', max_length=10)),
                ('last_error', models.CharField(blank=True, max_length=500)),
                ('dedupe', models.CharField(max_length=200, unique=True)),
                ('created_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='accounts.organisation')),
                ('recipient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['send_at', 'id'], name='message_waiting'), models.Index(condition=models.Q(('state__in', ('claimed', 'data'))), fields=['lease_until'], name='message_under_way'), models.Index(condition=models.Q(('state__in', ('pending', 'claimed'))), fields=['about'], name='message_can_be_cancelled'), models.Index(condition=models.Q(('state__in', ('uncertain', 'dead'))), fields=['state'], name='message_stuck'), models.Index(fields=['recipient', 'channel', '-sent_at'], name='message_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['pending', 'claimed', 'data', 'sent', 'uncertain', 'dead', 'cancelled'])), name='message_state_known'), models.CheckConstraint(condition=models.Q(('channel__in', ['mail', 'in_app', 'mailbox'])), name='message_channel_known'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='message_sent_has_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('claimed', 'data')), _negated=True), models.Q(('claim_token__isnull', False), ('lease_until__isnull', False)), _connector='OR'), name='message_under_way_has_a_carrier'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'mail'), _negated=True), models.Q(('to', ''), _negated=True), _connector='OR'), name='message_by_mail_has_an_address'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'in_app'), _negated=True), ('recipient__isnull', False), _connector='OR'), name='message_in_app_has_a_reader')],
            },
        ),
    ]
