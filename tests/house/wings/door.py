"""allauth's own pages. Where nobody is signed in, some of them lead to the door by their own means."""

from tests.build import PASSWORD
from tests.house.filled import At, Forms

ROWS = """
#                              nobody fang cai  mo   ada  udo  gus  late xu   yan
account_login          GET     200    302  .    .    .    .    .    .    .    .
account_login          POST    302    .    .    .    .    .    .    .    .    .
account_login          EMPTY   422    302  .    .    .    .    .    .    .    .
account_logout         GET     in     200  .    .    .    .    .    .    .    .
account_logout         POST    in     .    .    .    .    .    .    .    .    .
account_inactive       GET     200    .    .    .    .    .    .    .    .    .
account_signup         GET     200    302  .    .    .    .    .    .    .    .
account_signup         POST    200    302  .    .    .    .    .    .    .    .
account_reauthenticate GET     in     200  .    .    .    .    .    .    .    .
account_reauthenticate POST    in     302  .    .    .    .    .    .    .    .
account_reauthenticate EMPTY   in     422  .    .    .    .    .    .    .    .
account_change_password GET    in     200  .    .    .    .    .    .    .    .
account_change_password POST   in     302  .    .    .    .    .    .    .    .
account_change_password EMPTY  in     422  .    .    .    .    .    .    .    .
account_set_password   GET     in     302  .    .    .    .    .    .    .    .
account_set_password   EMPTY   in     302  .    .    .    .    .    .    .    .
account_reset_password GET     200    .    .    .    .    .    .    .    .    .
account_reset_password POST    302    .    .    .    .    .    .    .    .    .
account_reset_password EMPTY   422    .    .    .    .    .    .    .    .    .
account_reset_password_done GET 200   .    .    .    .    .    .    .    .    .
account_reset_password_from_key GET 200 .  .    .    .    .    .    .    .    .
account_reset_password_from_key EMPTY 422 . .    .    .    .    .    .    .    .
account_reset_password_from_key_done GET 200 . .    .    .    .    .    .    .    .
mfa_index              GET     in     200  .    .    .    .    .    .    .    .
mfa_authenticate       GET     in     302  .    .    .    .    .    .    .    .
mfa_authenticate       EMPTY   in     302  .    .    .    .    .    .    .    .
mfa_reauthenticate     GET     in     302  .    .    .    .    .    .    .    .
mfa_reauthenticate     EMPTY   in     302  .    .    .    .    .    .    .    .
recovery_lost          GET     in     .    .    .    .    .    .    .    .    .
recovery_lost          EMPTY   in     .    .    .    .    .    .    .    .    .
mfa_activate_totp      GET     in     200  .    .    .    .    .    .    .    .
mfa_activate_totp      EMPTY   in     422  .    .    .    .    .    .    .    .
mfa_deactivate_totp    GET     in     404  .    .    .    .    .    .    .    .
mfa_deactivate_totp    EMPTY   in     404  .    .    .    .    .    .    .    .
mfa_view_recovery_codes GET    in     404  .    .    .    .    .    .    .    .
mfa_generate_recovery_codes GET in    200  .    .    .    .    .    .    .    .
mfa_generate_recovery_codes EMPTY in  422  .    .    .    .    .    .    .    .
mfa_download_recovery_codes GET in    404  .    .    .    .    .    .    .    .
mfa_list_webauthn      GET     in     200  .    .    .    .    .    .    .    .
mfa_add_webauthn       GET     in     200  .    .    .    .    .    .    .    .
mfa_add_webauthn       EMPTY   in     422  .    .    .    .    .    .    .    .
mfa_login_webauthn     GET     in     302  .    .    .    .    .    .    .    .
mfa_login_webauthn     EMPTY   in     302  .    .    .    .    .    .    .    .
mfa_reauthenticate_webauthn GET in    302  .    .    .    .    .    .    .    .
mfa_reauthenticate_webauthn EMPTY in  302  .    .    .    .    .    .    .    .
mfa_remove_webauthn    GET     in     404  .    .    .    .    .    .    .    .
mfa_remove_webauthn    EMPTY   in     404  .    .    .    .    .    .    .    .
mfa_edit_webauthn      GET     in     404  .    .    .    .    .    .    .    .
mfa_edit_webauthn      EMPTY   in     404  .    .    .    .    .    .    .    .
usersessions_list      GET     in     200  .    .    .    .    .    .    .    .
usersessions_list      EMPTY   in     302  .    .    .    .    .    .    .    .
"""

AT: At = {
    "account_reset_password_from_key": lambda h: {"uidb36": "1", "key": "no-such-key"},
    "mfa_remove_webauthn": lambda h: {"pk": 1},
    "mfa_edit_webauthn": lambda h: {"pk": 1},
}

FORMS: Forms = {
    "account_login": lambda h: {"login": h.people["fang"].email, "password": PASSWORD},
    "account_logout": lambda h: {},
    "account_signup": lambda h: {"email": "new@hl.example", "password1": PASSWORD, "password2": PASSWORD},
    "account_reauthenticate": lambda h: {"password": PASSWORD},
    "account_change_password": lambda h: {
        "oldpassword": PASSWORD,
        "password1": "quiet otter hums 41",
        "password2": "quiet otter hums 41",
    },
    "account_reset_password": lambda h: {"email": h.people["fang"].email},
}
