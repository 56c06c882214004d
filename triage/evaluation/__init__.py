"""How well mails are understood, on mails that bear what is right."""
