"""All IMAP: nothing else in the program speaks it. Received mail is never altered."""
