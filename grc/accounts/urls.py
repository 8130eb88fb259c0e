# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""The pages of signing in that a town shows; the package's others have no page of ours."""

from allauth.account import urls as package

SHOWN = {
    "account_change_password",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
}

urlpatterns = [pattern for pattern in package.urlpatterns if pattern.name in SHOWN]
