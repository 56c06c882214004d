from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from triage.oauth.service import endpoints
from triage.settings.oauth import OAuth

GOOD: dict[str, Any] = {"provider": "microsoft", "client_id": "a", "refresh_token_file": "t"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"refresh_token_file": None}, "needs refresh_token_file"),
        ({"provider": "custom"}, "needs token_url"),
        ({"provider": "google"}, "client_secret"),
        ({"grant": "client_credentials"}, "client_secret_env or client_secret_file"),
        ({"grant": "client_credentials", "client_secret_env": "S"}, "tenant"),
        ({"provider": "google", "grant": "client_credentials"}, "no client_credentials"),
        ({"client_secret_env": "S", "client_secret_file": "f"}, "not both"),
        ({"token_url": "http://login.example/token"}, "token_url must be an https"),
        ({"device_url": "ftp://127.0.0.1/"}, "device_url must be an https"),
        ({"authorize_url": "login.example"}, "authorize_url must be an https"),
        ({"tenant": "a/../b"}, "pattern"),
    ],
)
def test_settings_that_cannot_work_are_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        OAuth.model_validate(GOOD | changes)


def test_providers_have_their_own_addresses_and_rights() -> None:
    by_person = endpoints(OAuth.model_validate(GOOD))
    assert by_person.token.startswith("https://login.microsoftonline.com/organizations/")
    assert "offline_access" in by_person.scope
    assert by_person.device
    app = {"grant": "client_credentials", "client_secret_env": "S", "tenant": "shop.example"}
    by_app = endpoints(OAuth.model_validate(GOOD | app))
    assert by_app.token == "https://login.microsoftonline.com/shop.example/oauth2/v2.0/token"
    assert by_app.scope.endswith("/.default")
    google = endpoints(
        OAuth.model_validate(GOOD | {"provider": "google", "client_secret_env": "S"})
    )
    assert (google.scope, google.device) == ("https://mail.google.com/", "")
    mine = endpoints(OAuth.model_validate(GOOD | {"scope": "x", "token_url": "https://t.example/"}))
    assert (mine.scope, mine.token) == ("x", "https://t.example/")
