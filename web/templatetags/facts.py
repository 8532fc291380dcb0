"""{% facts person when channel %}: short facts in a row, joined as the reader's language does it."""

from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from web.joined import joined

register = template.Library()


@register.simple_tag
def facts(*parts: Any) -> SafeString:
    told = [conditional_escape(part) for part in parts if part not in (None, "", False)]
    return mark_safe(joined(*told))  # noqa: S308  each part is escaped above
