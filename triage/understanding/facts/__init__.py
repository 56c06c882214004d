"""What the customer tells of the matter: amounts, days, country, product, each with its span."""
