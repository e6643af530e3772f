"""Which language a visitor reads: what they chose, else what their browser asks for, else English."""

import streamlit as st

from dashboard.content.load import Content

KEY = "language"


def preferred(content: Content, accepted: str) -> str:
    """The first language of an Accept-Language header, or of a locale such as es-US, that the site speaks."""
    for part in accepted.split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in content.words:
            return code
    return "en"


def chosen(content: Content) -> str:
    """The language of this Streamlit session."""
    wanted = st.session_state.get(KEY) or preferred(content, st.context.locale or "")
    return wanted if wanted in content.words else "en"


def switch(content: Content) -> None:
    """One button a language; nothing where there is only one."""
    if len(content.words) < 2:
        return
    with st.container(horizontal=True, gap="small"):
        for code, words in content.words.items():
            current = code == chosen(content)
            st.button(
                words.site.language,
                key=f"language-{code}",
                type="tertiary",
                disabled=current,
                on_click=st.session_state.__setitem__,
                args=(KEY, code),
            )
