"""Where the pages of a review stand, and what their forms send along."""

import html
import re

from django.urls import reverse

from tests.build import PASSWORD


def url(name, pack, *args):
    return reverse(name, args=[pack.case.ref, pack.number, *args])


def at(pack, item, page=1, **more):
    more = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{url('case-pack', pack)}?exhibit={item.pk}&page={page}{more}"


def here(text):
    """What every form of the page sends along, as a browser would."""
    return html.unescape(re.search(r'name="here" value="([^"]*)"', text)[1])


def sure_of_it(browser):
    """Approving asks for the password once more."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser
