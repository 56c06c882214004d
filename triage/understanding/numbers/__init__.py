"""Order and tracking numbers: normalise, mark what is no order, find candidates, score, decide."""
