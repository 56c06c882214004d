"""Training and judging the models from labelled mails; the only place that knows scikit-learn."""
