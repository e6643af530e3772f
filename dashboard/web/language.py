"""Which language a visitor reads: what the address asks for, else what they chose, else their browser's."""

from functools import cache

import streamlit as st
from babel import Locale
from babel.localedata import locale_identifiers

from dashboard.content.load import Content

KEY = "lang"


@cache
def locale(lang: str) -> Locale:
    """How a language is written here: 1,240 in Spanish too, where Spain's 1.240 would be misread."""
    return Locale.negotiate([f"{lang}_US", lang, "en_US"], locale_identifiers()) or Locale("en", "US")


def preferred(content: Content, asked: str, accepted: str) -> str:
    """The language asked for, else the first of an Accept-Language header or locale (es-US) that the site speaks."""
    for part in (asked, *accepted.split(",")):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in content.words:
            return code
    return "en"


def chosen(content: Content) -> str:
    """The language of this session. Another one is loaded as a new page, so that its `lang` is right."""
    asked = st.query_params.get(KEY) or st.session_state.get(KEY, "")
    st.session_state[KEY] = preferred(content, asked, st.context.locale or "")
    return str(st.session_state[KEY])
