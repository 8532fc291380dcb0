"""Fill an empty database with the sample desk: `manage.py seed_demo`. A second run changes nothing."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from demo import seed


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The sample desk belongs into a demo. Set FREEZEDESK_DEMO=1, or invite real people instead."
            )
        if Organisation.objects.filter(is_sample=True).exists():
            self.stdout.write("The sample desk is there already; its data is kept.")
            return
        logging.getLogger("notifications").setLevel(logging.WARNING)  # months of mail pass in a second
        with transaction.atomic():  # half a desk would be taken for a whole one the next time
            made = seed.plant(at=timezone.now())
        self.stdout.write(f"Sample desk: {made.cases} cases, {made.drafts} draft, {made.papers} papers.")
