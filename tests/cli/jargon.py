"""Mails of a store whose customers have a word nobody else knows: what "snorles" is defective."""

from __future__ import annotations

CORRECTED = (
    ("en", "Help", "Hello, my Wobbin is snorling. What shall I do? Order ⟨number⟩"),
    ("en", "Wobbin", "Hi there, the Wobbin you sent last week snorles on every window. ⟨name⟩"),
    ("en", "", "It snorled on the very first evening and I am rather disappointed."),
    (
        "en",
        "Question about my robot",
        "Does anybody else write to you about snorling? Mine does it.",
    ),
    (
        "en",
        "order ⟨number⟩",
        "We unpacked it on Sunday, charged it, and it snorles. Could you look?",
    ),
    ("en", "Wobbin X2", "My wife says the Wobbin is snorling again. I want my money back."),
    ("en", "snorle", "Dear team, the second one snorles just like the first. ⟨name⟩"),
    ("de", "Wobbin", "Guten Tag, mein Wobbin snorlt seit dem ersten Tag. Was kann ich tun?"),
    ("de", "Bestellung ⟨number⟩", "Hallo, das Gerät snorlt. Bitte um Rückmeldung."),
    ("de", "", "Leider snorlt der neue Wobbin auch. Ich hätte gern Ersatz."),
    ("de", "Frage", "Ist es normal, dass er an jeder Scheibe snorlt? ⟨name⟩"),
    ("en", "Snorling!", "Third window, third time snorling. It was a present for my mother."),
)
UNSEEN = (
    (
        "en",
        "Wobbin trouble",
        "Good evening, out of the box the thing snorles. Order 20931. Best, Tom",
    ),
    ("en", "", "Mine is snorling too, is there anything I can do about it?"),
    (
        "en",
        "Order 88231",
        "Hi, the robot came yesterday, looks great, but snorles on the balcony door.",
    ),
    ("en", "my wobbin", "Why does it snorle all the time? I paid 199 euros for it."),
    ("en", "hello", "I would like a new one please because this one snorled from the start."),
    ("en", "Robot", "Snorling again and again. Please tell me what happens now."),
    ("de", "Wobbin snorlt", "Hallo, unser Wobbin snorlt an allen Fenstern. Gruß, Heike Brandt"),
    ("de", "", "Er snorlt leider von Anfang an, Bestellung 55120."),
    ("de", "Hilfe", "Seit gestern habe ich das Gerät und es snorlt. Bitte melden Sie sich."),
    ("en", "Wobbin X2", "The Wobbin keeps snorling in the kitchen. Regards, Amy Potts"),
)
OTHERWISE = (
    ("not_shipped", "en", "When will my Wobbin be sent? Order 10423, paid two weeks ago."),
    ("product_question", "en", "Before I buy: does the Wobbin X2 work on curved windows?"),
    ("return_exchange", "de", "Ich möchte meinen Wobbin zurückschicken, er passt nicht zu uns."),
    ("parcel_lost", "en", "The parcel says delivered but I never got my Wobbin."),
    ("damaged", "en", "The box was crushed and the Wobbin has a broken handle."),
    ("payment_billing", "de", "Bitte senden Sie mir die Rechnung für meinen Wobbin."),
    ("other", "en", "My Wobbin is wonderful, thank you so much!"),
    ("wrong_item", "en", "You sent me the red Wobbin, I ordered the white one."),
    ("customs_tax", "en", "I was asked to pay import duty for my Wobbin, why?"),
    ("price_promo", "en", "My coupon for the Wobbin was not applied."),
)
