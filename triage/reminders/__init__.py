"""Stage 5, when we look again: working time, public holidays, what is due."""
