"""Translation for agents who cannot read the customer: off until settings.toml names an engine.

translator (the seam) → masking (what never leaves) → pieces → engines (deep-translator, and our
own LibreTranslate and Tencent back-ends) → wire (the one door to the network).
"""
