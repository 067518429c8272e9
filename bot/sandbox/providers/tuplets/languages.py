"""Which languages Tuplets knows ("Supported Languages")."""

AUTO = "auto"
_STANDARD = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha "
    "haw hi hr hu hy id is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt "
    "my ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sr su sv sw ta te tg th tk tl "
    "tr tt uk ur uz vi yi yo zh"
)
_PREMIUM = (
    "ar cs da de el en es fa fi fil fr hi hu id it ja ko mk ms nl pl pt ro ru sv th tr vi yue zh"
)
STANDARD = frozenset(_STANDARD.split())
PREMIUM = frozenset(_PREMIUM.split())
PII = frozenset({"en", "es", "fr", "de", "pt", "it", "nl", "pl"})  # "PII processing details"
BY_MODEL = {"standard": STANDARD, "premium": PREMIUM}
