"""What is happening? Words or a tile, a question at a time, then the options."""

from collections.abc import Mapping

import streamlit as st

from dashboard.content import live, table
from dashboard.guide import answer, listen
from dashboard.web import render

content = live.shown().content
assert content is not None
words = content.words["en"]
guide = words.guide
state = st.session_state


def choose(situation: str, replies: Mapping[str, str] | None = None) -> None:
    state.situation, state.replies = situation, dict(replies or {})


def reply(name: str, value: str) -> None:
    state.replies = {**state.replies, name: value}


def back() -> None:
    if state.replies:
        state.replies = dict(list(state.replies.items())[:-1])
    else:
        start_again()


def start_again() -> None:
    for key in ("situation", "replies", "heard"):
        state.pop(key, None)
    state.text = ""


def show_start() -> None:
    st.title(guide.heading, anchor=False)
    st.write(guide.lead)
    with st.form("words", border=False):
        st.text_input(guide.search, key="text", placeholder=guide.search_hint, max_chars=listen.LONGEST)
        st.form_submit_button(guide.search_button, type="primary")
    st.toggle(guide.no_police, key="no_police", help=guide.no_police_hint)
    if state.text.strip():
        show_heard(state.text)
    st.header(guide.choose, anchor=False)
    for group, members in render.groups(content):
        st.subheader(guide.groups[group], anchor=False)
        for situation in members:
            title = words.situations[situation].title
            st.button(title, key=f"tile-{situation}", on_click=choose, args=(situation,), width="stretch")


def show_heard(text: str) -> None:
    heard = listen.hear(content, text, render.now(), "en", preferences())
    if heard.answer.danger:
        st.header(guide.sounds_dangerous, anchor=False)
        st.html(render.answer_part(heard.answer, words))
    st.header(guide.found if heard.matches else guide.found_none, anchor=False)
    for match in heard.matches[: listen.CLOSEST]:
        title = words.situations[match.situation].title
        st.button(
            title,
            key=f"heard-{match.situation}",
            on_click=choose,
            args=(match.situation, match.replies),
            width="stretch",
        )
    if not heard.answer.danger:
        st.html(render.answer_part(heard.answer, words))


def show_situation(situation_id: str) -> None:
    situation, said = content.situations[situation_id], words.situations[situation_id]
    st.title(said.title, anchor=False)
    question = table.next_question(situation, state.replies)
    if question:
        st.header(said.questions[question], anchor=False)
        labels = guide.answers.model_dump(by_alias=True)
        for value in table.REPLIES:
            st.button(
                labels[value],
                key=f"{question}-{value}",
                on_click=reply,
                args=(question, value),
                width="stretch",
            )
    else:
        given = answer.answer(content, situation_id, state.replies, render.now(), preferences())
        st.toggle(guide.no_police, key="no_police", help=guide.no_police_hint)
        st.html(render.answer_part(given, words))
    with st.container(horizontal=True):
        st.button(guide.back, on_click=back)
        st.button(guide.start_again, on_click=start_again)


def preferences() -> set[str]:
    return {answer.NO_POLICE} if state.get("no_police") else set()


state.setdefault("text", "")
if "situation" in state:
    show_situation(state.situation)
else:
    show_start()
st.caption(guide.nothing_kept)
