"""The addresses of the frame: sign-in and its factors, language and light, help, people. The app's are in urls.py.

allauth would bring some thirty addresses. Only those are listed that a person can use here: nobody signs up alone,
nobody changes an e-mail address without an administrator.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from web import absences, help_pages, icons, language, people, preferences, profile, recovery, unsent
from web.signing_in import ends_other_sessions, refuses_with_422

ACCOUNTS = [
    path("login/", login_not_required(account.login), name="account_login"),
    path("logout/", login_not_required(account.logout), name="account_logout"),
    path("inactive/", login_not_required(account.account_inactive), name="account_inactive"),
    path("signup/", login_not_required(account.signup), name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", login_not_required(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", login_not_required(account.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login_not_required(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        login_not_required(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", login_not_required(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/lost/", recovery.lost, name="recovery_lost"),
    path("2fa/totp/activate/", ends_other_sessions(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", ends_other_sessions(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", ends_other_sessions(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", login_not_required(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/", ends_other_sessions(webauthn.remove_webauthn), name="mfa_remove_webauthn"
    ),
    path("2fa/webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]

FRAME = [
    path("unsent/", unsent.unsent, name="unsent"),
    path("icons-<slug:version>.svg", icons.icons, name="icons"),
    path("language/", language.language, name="language"),
    path("theme/", language.theme, name="theme"),
    path("stay/", profile.stay, name="stay"),
    path("help/", help_pages.help_page, name="help"),
    path("me/", profile.profile, name="profile"),
    path("me/notifications/", preferences.mine, name="my-notifications"),
    path("me/notifications/away/", preferences.away, name="my-away"),
    path("me/notifications/away/<int:pk>/end/", preferences.back, name="my-back"),
    path("away/", absences.absences, name="absences"),
    path("away/<int:pk>/end/", absences.absence_end, name="absence-end"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="people-invite"),
    path("people/<int:pk>/role/", people.change_role, name="people-role"),
    path("people/<int:pk>/end/", people.end, name="people-end"),
    path("people/<int:pk>/link/", people.send_link, name="people-link"),
    path("people/recovery/", recovery.requests, name="recovery"),
    path("people/recovery/new/<int:pk>/", recovery.open_for, name="recovery-open"),
    path("people/recovery/<int:pk>/confirm/", recovery.confirm, name="recovery-confirm"),
    path("people/recovery/<int:pk>/refuse/", recovery.refuse, name="recovery-refuse"),
]

for pattern in ACCOUNTS:
    pattern.callback = refuses_with_422(pattern.callback)
