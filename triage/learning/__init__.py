"""Training and evaluating the models from labelled mails; scikit-learn lives only here."""
