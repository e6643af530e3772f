"""What is happening? Words or a tile, a question at a time, then the options."""

from collections.abc import Mapping

import streamlit as st

from dashboard import clock
from dashboard.content import live, table
from dashboard.guide import answer, listen
from dashboard.web import language, render

content = live.shown().content
assert content is not None
lang = language.chosen(content)
page = render.Page(content, lang)
words = page.words
guide = words.guide
state = st.session_state


def choose(situation: str, replies: Mapping[str, str] | None = None) -> None:
    state.situation, state.replies = situation, dict(replies or {})


def reply(name: str, value: str) -> None:
    state.replies = {**state.replies, name: value}


def back() -> None:
    """One step: to the question before, from the first to what was heard, and from there to the start."""
    if state.get("replies"):
        state.replies = dict(list(state.replies.items())[:-1])
    else:
        state.pop("situation" if "situation" in state else "said", None)


def start_again() -> None:
    for key in ("situation", "replies", "said", "wishes"):
        state.pop(key, None)


def show_start() -> None:
    st.title(guide.heading, anchor=False)
    st.write(guide.lead)
    with st.form("words", border=False):
        st.text_input(
            guide.search, key="text", placeholder=guide.search_hint, max_chars=listen.LONGEST, autocomplete="off"
        )
        st.form_submit_button(guide.search_button, type="primary", on_click=listen_to)
    show_wishes()
    st.header(guide.choose, anchor=False)
    for group, members in render.groups(content):
        with st.expander(guide.groups[group]):
            for situation in members:
                show_tile(situation.id, "tile")


def show_heard(text: str) -> None:
    heard = listen.hear(content, text, clock.now(), lang, preferences())
    sounds_like = guide.found if heard.matches else guide.found_none
    if heard.answer.sensitive or any(content.situations[match.situation].sensitive for match in heard.matches):
        st.html(render.part("leave", page))
    st.title(guide.sounds_dangerous if heard.answer.danger else sounds_like, anchor=False)
    if heard.answer.danger:
        st.html(render.part("answer", heard.answer, page))
        st.header(sounds_like, anchor=False)
    for match in heard.matches[: listen.CLOSEST]:
        show_tile(match.situation, "heard", match.replies)
    for situation in heard.closest:
        show_tile(situation, "heard")
    if not heard.answer.danger:
        show_wishes()
        st.html(render.part("answer", heard.answer, page))
    show_ways_back()


def show_tile(situation: str, kind: str, replies: Mapping[str, str] | None = None) -> None:
    title = words.situations[situation].title
    st.button(title, key=f"{kind}-{situation}", on_click=choose, args=(situation, replies), width="stretch")


def show_situation(situation_id: str) -> None:
    situation, said = content.situations[situation_id], words.situations[situation_id]
    question = table.next_question(situation, state.replies)
    given = answer.answer(content, situation_id, state.replies, clock.now(), preferences())
    if situation.sensitive or (not question and given.sensitive):
        st.html(render.part("leave", page))
    st.title(said.title, anchor=False)
    if question:
        english = page.english.situations[situation_id].questions[question]
        st.header(said.questions[question], anchor=False)
        if situation.questions[question].danger and lang != "en" and not said.reviewed:
            st.html(render.part("under", english))
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
        show_wishes()
        st.html(render.part("answer", given, page))
    show_ways_back()


def show_ways_back() -> None:
    with st.container(horizontal=True):
        st.button(guide.back, on_click=back)
        st.button(guide.start_again, on_click=start_again)


def show_wishes() -> None:
    """The choice stays while the visitor moves between questions: a widget alone forgets when it is not drawn."""
    with st.expander(guide.wishes, expanded=bool(preferences())):
        for wish, label in guide.prefer.items():
            state[f"wish-{wish}"] = wish in preferences()
            st.checkbox(label, key=f"wish-{wish}", on_change=wishes_changed, args=(wish,))
        st.html(render.small(guide.wishes_hint))


def wishes_changed(wish: str) -> None:
    state.wishes = preferences() ^ {wish}


def preferences() -> frozenset[str]:
    return state.get("wishes", frozenset())


def listen_to() -> None:
    """Keep what was typed for the next screen: a text field forgets when it is not drawn."""
    state.said = state.text.strip()
    state.wishes = preferences() | listen.wishes(content, state.said, lang)


if state.get("situation") in content.situations:
    show_situation(state.situation)
elif state.get("said"):
    show_heard(state.said)
else:
    show_start()
st.html(render.small(guide.nothing_kept))
