"""The pages of this context, below `/<language>/`, and the names by which the library asks."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, path

from pharos.accounts.views import account, address, entry, links
from pharos.accounts.views.door import own

pages: list[URLPattern] = [
    path("sign-in", entry.SignIn.as_view(), name="signin"),
    path("sign-in/code", entry.EnterCode.as_view(), name="signin-code"),
    path("sign-in/passkey", entry.PasskeySignIn.as_view(), name="signin-passkey"),
    path("sign-in/second", entry.SecondFactor.as_view(), name="signin-second"),
    path("sign-in/again", entry.Again.as_view(), name="signin-again"),
    path("sign-in/again/passkey", entry.PasskeyAgain.as_view(), name="signin-again-passkey"),
    path("sign-in/link/<str:token>", links.follow, name="signin-link"),
    path("sign-out", entry.sign_out, name="signout"),
    path("account/", account.overview, name="account"),
    path("account/sessions", account.end_sessions, name="account-sessions"),
    path("account/email", address.change, name="account-email"),
    path("account/email/code", address.confirm, name="account-email-code"),
    path("account/app", own(account.AddApp.as_view()), name="account-app"),
    path("account/app/remove", own(account.RemoveApp.as_view()), name="account-app-remove"),
    path("account/passkeys/add", own(account.AddPasskey.as_view()), name="account-passkey-add"),
    path(
        "account/passkeys/<int:pk>/name",
        own(account.NamePasskey.as_view()),
        name="account-passkey-name",
    ),
    path(
        "account/passkeys/<int:pk>/remove",
        own(account.RemovePasskey.as_view()),
        name="account-passkey-remove",
    ),
    path("account/codes", own(account.Codes.as_view()), name="account-codes"),
    path("account/codes/new", own(account.NewCodes.as_view()), name="account-codes-new"),
]

# The library knows its pages by these names and without a language. Nothing is found by them:
# they stand behind the pages, and only tell the address in the language of the request.
_NAMES = {
    "account_login": "sign-in",
    "account_request_login_code": "sign-in",
    "account_confirm_login_code": "sign-in/code",
    "account_done": "desk/",
    "mfa_login_webauthn": "sign-in/passkey",
    "mfa_authenticate": "sign-in/second",
    "mfa_reauthenticate": "sign-in/again",
    "mfa_reauthenticate_webauthn": "sign-in/again/passkey",
    "mfa_index": "account/",
    "mfa_list_webauthn": "account/",
    "mfa_activate_totp": "account/app",
    "mfa_deactivate_totp": "account/app/remove",
    "mfa_view_recovery_codes": "account/codes",
}
names: list[URLPattern | URLResolver] = i18n_patterns(
    *(path(address, entry.SignIn.as_view(), name=name) for name, address in _NAMES.items())
)
