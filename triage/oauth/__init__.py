"""OAuth 2.0 for mailboxes: access tokens by a grant, and the one-time consent of a person."""
