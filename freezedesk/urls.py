"""Every address of the house. What is not reached from here does not exist."""

from django.conf import settings
from django.urls import include, path

from web import front_door, urls, urls_shell
from web.health import health

handler400 = "web.unreadable.bad_request"
urlpatterns = [
    path("", include(urls.urlpatterns)),
    path("", include(urls_shell.FRAME)),
    path("accounts/", include(urls_shell.ACCOUNTS)),
    path("api/v1/", include("api.urls")),
    path("health", health, name="health"),
]
if settings.DEMO:
    # One click signs in as anybody. Outside the demo this address is not even there.
    urlpatterns += [path("demo/enter/", front_door.enter, name="demo-enter")]
