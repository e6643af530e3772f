"""Which language a visitor reads: what the address asks for, else what they chose, else their browser's."""

import streamlit as st

from dashboard.content.load import Content

KEY = "lang"


def locale(lang: str) -> str:
    """The CLDR locale of a language as it is written here: Spanish of the United States has 1,234.5."""
    return {"es": "es_US"}.get(lang, lang)


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
