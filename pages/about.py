"""Who publishes this, what it does with answers, and what it cannot do."""

import streamlit as st

from dashboard.content import live
from dashboard.web import language

content = live.shown().content
assert content is not None
site, about = content.site, content.words[language.chosen(content)].pages.about

st.title(about.heading, anchor=False)
st.write(about.publisher.replace("{name}", site.publisher))
st.write(about.official if site.official else about.not_official)
if site.contact_email:
    st.link_button(about.contact, f"mailto:{site.contact_email}")
else:
    st.write(about.no_contact)
for section in about.sections:
    st.header(section.heading, anchor=False)
    for paragraph in section.text:
        st.write(paragraph)
