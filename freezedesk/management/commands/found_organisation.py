"""The first organisation of a new server and its administrator, who invites everybody else in the browser.

There is no open sign-up, so somebody has to begin; it takes a person at the server's own terminal.
"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from audit import log
from web.letters_out import password_link


class Command(BaseCommand):
    help = "Make an organisation and its first administrator; prints a link to choose the password (24 hours, once)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="The organisation, as it stands in its letters.")
        parser.add_argument("--name-en", default="", help="Its name in English.")
        parser.add_argument("--prefix", required=True, help="2 to 6 capital letters that begin its case numbers.")
        parser.add_argument("--country", default="CN", help="Two letters (CN).")
        parser.add_argument("--time-zone", default="Asia/Shanghai", help="IANA name (Asia/Shanghai).")
        parser.add_argument("--admin", required=True, help="The administrator's e-mail address.")
        parser.add_argument("--admin-name", default="", help="The administrator's name.")
        parser.add_argument("--language", default="zh-hans", choices=[code for code, _name in settings.LANGUAGES])

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            user = found(given, at=timezone.now())
        except ValidationError as refused:
            raise CommandError(" ".join(refused.messages)) from refused
        if user.has_usable_password():
            self.stdout.write(f"{user.email} has a password already and can sign in now: {settings.SITE_URL}")
        else:
            self.stdout.write(f"Give this link to {user.email}. It works once, within 24 hours:")
            self.stdout.write(password_link(HttpRequest(), user))


@transaction.atomic
def found(given: dict[str, Any], *, at: datetime) -> User:
    organisation = Organisation(
        name=given["name"],
        name_en=given["name_en"],
        prefix=given["prefix"],
        country=given["country"],
        time_zone=given["time_zone"],
        created_at=at,
    )
    organisation.full_clean()
    organisation.save()
    email = given["admin"].strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User(email=email, name=given["admin_name"] or email, language=given["language"])
        user.time_zone = given["time_zone"]
        user.set_unusable_password()
        user.full_clean(exclude=["password"])
        user.save()
    Membership.objects.create(user=user, organisation=organisation, role=Role.ADMINISTRATOR, since=at)
    log.record(
        chain=f"org/{organisation.pk}",
        action="organisation.founded",
        by=None,
        at=at,
        data={"user": user.pk, "prefix": organisation.prefix},
        private={"name": organisation.name, "email": user.email},
    )
    return user
