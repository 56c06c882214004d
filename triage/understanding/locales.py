"""The variety of a language, where words, script or country tell: pt-BR, zh-Hant-HK, sr-Latn.

The trap: a locale nobody told is "", never the commonest one.
"""

from __future__ import annotations

import re

from triage.understanding import scripts
from triage.understanding.languages import languages

# Words and turns that one country uses and the other does not; a gerund after estar is Brazil's.
_BRAZIL = re.compile(
    r"\b(?:voc[êe]s?|vcs?|pra|pro|cad[êe]|celular|cpf|cnpj|boleto|pix|reais|frete|geladeira|oi|né|tô"
    r"|entregador|estorn(?:o|ado|ar)|tela|[ôo]nibus|notas? fisca(?:l|is)|sedex|rastreio|liga[çc]ão"
    r"|usuário|banheiro|gente|esporte|parcelas?|procon|reclame aqui"
    r"|est(?:ou|á|ão|ava|amos) \w{2,20}ndo)\b|R\$",
    re.IGNORECASE,
)
_PORTUGAL = re.compile(
    r"\b(?:convosco|encomend(?:as?|ei)|portes|telem[óo]vel|ecr[ãa]|nif|mb ?way|multibanco|ctt"
    r"|euros?|estafetas?|morada|contact(?:o|ar|ei)|facto|rece[çc]ão|autocarro|frigor[íi]fico|voss[oa]s?"
    r"|v\. ?ex\.?as?|apetece|cá|deco|livro de reclamações|talão|casa de banho|comboio|equipa|loiça"
    r"|chávena|se faz favor|registado|sítio|telefonei"
    r"|est(?:ou|á|ão|ava|amos) a \w{2,20}r)\b|€",
    re.IGNORECASE,
)


def locale_of(code: str, text: str, country: str) -> str:
    """Name the locale where something tells it, "" otherwise. `country` is ISO 3166 or ""."""
    if code == "sr":
        return "sr-Latn" if scripts.main(text) == "Latn" else "sr-Cyrl"
    if code == "zh-Hant" and (country == "HK" or scripts.cantonese(text)):
        return "zh-Hant-HK"
    if code == "pt":
        brazil, portugal = len(_BRAZIL.findall(text)), len(_PORTUGAL.findall(text))
        if brazil != portugal:
            return "pt-BR" if brazil > portugal else "pt-PT"
    several = len(languages()[code].countries) > 1 and not code.startswith("zh")
    return f"{code}-{country}" if several and country in languages()[code].countries else ""
