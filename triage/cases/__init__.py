"""Stage 3, where it belongs: the case, which one a mail joins, its priority and status."""
