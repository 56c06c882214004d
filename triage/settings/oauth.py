"""`[mailbox.<id>.oauth]`: which token service a mailbox logs in by, and where its secrets are."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from triage.settings.section import Section
from triage.wire import is_loopback


class OAuth(Section):
    """Login by OAuth 2.0 tokens that the program fetches and renews by itself."""

    provider: Literal["microsoft", "google", "custom"] = Field(
        description="Whose token service; `custom` needs `token_url`."
    )
    grant: Literal["refresh_token", "client_credentials"] = Field(
        "refresh_token",
        description="`refresh_token`: a person consents once by `triage login`; "
        "`client_credentials`: the app's own right, without a person (not at Google).",
    )
    client_id: str = Field(description="Id of the registered app.", min_length=1)
    client_secret_env: str = Field("", description="Name of the variable with the app's secret.")
    client_secret_file: Path | None = Field(
        None, description="File whose first line is the app's secret; for its owner only."
    )
    refresh_token_file: Path | None = Field(
        None,
        description="File the refresh token is kept in, written by `triage login` and at each "
        "rotation; its folder must be writable.",
    )
    tenant: str = Field(
        "organizations",
        description="Microsoft's directory: its id or domain; required for `client_credentials`.",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,100}$",
    )
    scope: str = Field("", description="Rights asked for; without it the provider's for mail.")
    token_url: str = Field("", description="Where tokens are fetched; default the provider's.")
    device_url: str = Field(
        "", description="Where `triage login` gets a code to type; default the provider's."
    )
    authorize_url: str = Field(
        "", description="Where `triage login` sends the browser; default the provider's."
    )
    ca_file: Path | None = Field(
        None, description="PEM file with the authority that signed the token service's certificate."
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.client_secret_env and self.client_secret_file:
            raise ValueError("set one of client_secret_env and client_secret_file, not both")
        secret = self.client_secret_env or self.client_secret_file
        if self.provider == "custom" and not self.token_url:
            raise ValueError('provider = "custom" needs token_url')
        if self.grant == "refresh_token" and self.refresh_token_file is None:
            raise ValueError("grant = 'refresh_token' needs refresh_token_file")
        if self.grant == "client_credentials":
            self._fits_client_credentials(bool(secret))
        elif self.provider == "google" and not secret:
            raise ValueError("Google gives its apps a secret: set client_secret_env or _file")
        return self

    def _fits_client_credentials(self, secret: bool) -> None:
        if self.provider == "google":
            raise ValueError("Google has no client_credentials for mail; use refresh_token")
        if not secret:
            raise ValueError("client_credentials needs client_secret_env or client_secret_file")
        if self.provider == "microsoft" and self.tenant == "organizations":
            raise ValueError("client_credentials needs tenant, the directory's id or domain")

    @model_validator(mode="after")
    def _secrets_travel_protected(self) -> Self:
        for key in ("token_url", "device_url", "authorize_url"):
            parts = urlsplit(getattr(self, key))
            bare = parts.scheme == "http" and is_loopback(parts.hostname or "")
            if getattr(self, key) and not (parts.hostname and (parts.scheme == "https" or bare)):
                raise ValueError(f"{key} must be an https address")
        return self
