"""Watching Drafts and Sent: what agents do in mail clients moves a case on as the desk does."""
