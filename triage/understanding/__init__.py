"""Stage 2, what it means: language, type, demands, signals, numbers, name, gist,
each with its reasons.
"""
