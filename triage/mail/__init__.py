"""Stage 1, what arrived: bytes become a `Mail`, its kind is judged, the person behind it found."""
