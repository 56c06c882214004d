"""Stage 4, what we could answer: templates, composing, the promise, the draft."""
