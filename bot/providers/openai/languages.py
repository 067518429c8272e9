"""Languages by their English names: `verbose_json` names them at OpenAI and whisper.cpp."""

# Whisper's languages, which all these servers have in common.
_NAMES = (
    "afrikaans:af albanian:sq amharic:am arabic:ar armenian:hy assamese:as azerbaijani:az "
    "bashkir:ba basque:eu belarusian:be bengali:bn bosnian:bs breton:br bulgarian:bg burmese:my "
    "cantonese:yue catalan:ca chinese:zh croatian:hr czech:cs danish:da dutch:nl english:en "
    "estonian:et faroese:fo finnish:fi french:fr galician:gl georgian:ka german:de greek:el "
    "gujarati:gu hausa:ha hawaiian:haw hebrew:he hindi:hi hungarian:hu icelandic:is "
    "indonesian:id italian:it japanese:ja javanese:jv kannada:kn kazakh:kk khmer:km korean:ko "
    "lao:lo latin:la latvian:lv lingala:ln lithuanian:lt luxembourgish:lb macedonian:mk "
    "malagasy:mg malay:ms malayalam:ml maltese:mt maori:mi marathi:mr mongolian:mn myanmar:my "
    "nepali:ne norwegian:no nynorsk:nn occitan:oc pashto:ps persian:fa polish:pl portuguese:pt "
    "punjabi:pa romanian:ro russian:ru sanskrit:sa serbian:sr shona:sn sindhi:sd sinhala:si "
    "slovak:sk slovenian:sl somali:so spanish:es sundanese:su swahili:sw swedish:sv tagalog:tl "
    "tajik:tg tamil:ta tatar:tt telugu:te thai:th tibetan:bo turkish:tr turkmen:tk ukrainian:uk "
    "urdu:ur uzbek:uz vietnamese:vi welsh:cy yiddish:yi yoruba:yo"
)
_CODES = dict(pair.split(":") for pair in _NAMES.split()) | {"haitian creole": "ht"}
_OLD = {"jw": "jv", "iw": "he"}  # codes that ISO 639 withdrew; Whisper still has the first
_LONGEST = 3  # letters of a code


def code_of(language: str | None) -> str | None:
    """The ISO 639 code of a language, told by its name or its code; None when it is neither."""
    said = (language or "").strip().lower().replace("_", "-")
    if said in _CODES:
        return _CODES[said]
    code = said.split("-")[0]
    if not 1 < len(code) <= _LONGEST or not code.isalpha() or not code.isascii():
        return None
    return _OLD.get(code, code)
