"""What an answer of the plain guide says, and to whom."""

import re

import pytest

from dashboard import clock
from dashboard.content.load import Content
from dashboard.guide.answer import NO_POLICE, NO_VOICE, in_danger
from dashboard.web import render
from tests.support import LARGEST_PLAIN_PAGE, Site, escape

pytestmark = pytest.mark.whole


def test_an_answer_to_words_fits_whatever_was_heard_and_wished(content: Content) -> None:
    wishes = {NO_POLICE, NO_VOICE}
    for lang, words in content.words.items():
        page = render.Page(content, lang)
        longest = sorted(content.situations.values(), key=lambda s: -len(words.situations[s.id].title))[:2]
        for situation in content.situations.values():
            values = {"found": [(s, {}) for s in (situation, *longest)], "closest": [], "chosen": wishes}
            for reply in ("yes", "not-sure"):
                given = in_danger(content, situation.id, clock.now(), reply, wishes)
                html = render.page("found.html", page=page, here="", a=given, **values)
                assert len(html.encode()) <= LARGEST_PLAIN_PAGE, (lang, situation.id)


DEAF_AND_IN_DANGER = {
    "en": "i am deaf, he has a gun",
    "es": "soy sorda, tiene una pistola",
    "so": "waan dhegool ahay, qori buu haystaa",
}


def test_who_cannot_speak_is_told_to_write(site: Site, content: Content) -> None:
    """Whether the words say so or the wish was chosen."""
    for lang, words in content.words.items():
        typed = DEAF_AND_IN_DANGER[lang]
        chosen = site.post(f"/guide/{lang}/loud-party", {"fight_or_weapon": "yes", "prefer": "no-voice"})
        for html in (site.post(f"/guide/{lang}/", {"text": typed}).text, chosen.text):
            assert escape(words.guide.no_voice.first) in html
            assert escape(words.guide.danger_first) not in html
            assert all(escape(line) in html for line in words.guide.no_voice.say)
            buttons = re.findall(r'<a class="(call[^"]*)" href="([^"]+)"', html[html.index("data-channel") :])
            assert buttons[0] == ("call", "sms:911")
            assert [look for look, _ in buttons].count("call") == 1
            assert re.findall(r'class="call first" href="([^"]+)"', html) == ["sms:911"]
    html = site.post("/guide/en/loud-party", {"prefer": "no-voice"}).text
    assert '<a class="call first" href="sms:911">' in html[html.index("<main") :]


def test_311_can_be_written_to_about_a_theft(site: Site, content: Content) -> None:
    html = site.post("/guide/en/theft", {"happening_now": "no", "prefer": "no-voice"}).text
    desk = content.channels["311"]
    assert desk.tty
    assert f'<a class="call quiet" href="mailto:{desk.email}"' in html
    assert f'<a class="call quiet" href="tel:{render.digits(desk.tty)}"' in html


def test_whoever_may_need_to_leave_can_and_no_tab_says_why(site: Site, content: Content) -> None:
    neutral = f"<title>{content.words['en'].guide.heading} – "
    for text in ("my husband beats me and he is here", "i want to die"):
        html = site.post("/guide/en/", {"text": text}).text
        assert content.site.leave_to in html, text
        assert neutral in html
    fire = site.post("/guide/en/", {"text": "my house is on fire"}).text
    assert content.site.leave_to not in fire
    assert neutral in site.post("/guide/en/loud-party", {"loud_now": "yes"}).text


def test_links_out_of_an_answer_open_beside_it(site: Site, content: Content) -> None:
    """A page that came by POST cannot be gone back to without asking to send the form again."""
    html = site.post("/guide/es/car-broken-into", {"happening_now": "no"}).text
    links = re.findall(r"<a [^>]+>", html[html.index("data-channel") : html.index("<footer")])
    away = [link for link in links if not re.search(r'href="(tel|sms|mailto):', link)]
    assert len(away) >= 4
    assert all('target="_blank"' in link for link in away)


def test_a_fact_is_said_once_and_the_limit_is_in_sight(site: Site, content: Content) -> None:
    said = content.words["en"]
    html = site.post("/guide/en/theft", {"happening_now": "no"}).text
    option = html[html.index('data-channel="report-online"') : html.index('data-channel="report-phone"')]
    assert option.count(said.guide.labels.case_number["yes"]) == 1
    assert said.guide.labels.web_pick in option
    assert said.channels["report-online"].not_for in option[: option.index("<details>")]
    noise = site.post("/guide/en/loud-party", {"fight_or_weapon": "no", "loud_now": "yes"}).text
    assert said.guide.labels.web_pick not in noise


def test_the_wish_for_no_police_says_what_it_did(site: Site, content: Content) -> None:
    said = content.words["en"].guide.no_police
    quiet, wish = {"fight_or_weapon": "no", "loud_now": "yes"}, {"prefer": "no-police"}
    cases = [("loud-party", {"fight_or_weapon": "yes"}, said.danger), ("loud-party", quiet, said.moved)]
    for situation, replies, line in [*cases, ("theft", {"happening_now": "no"}, said.stays)]:
        assert line in site.post(f"/guide/en/{situation}", replies | wish).text
        assert line not in site.post(f"/guide/en/{situation}", replies).text


def test_311_in_the_readers_language_says_whether_it_is_open(site: Site, content: Content) -> None:
    page = render.Page(content, "es")
    line = content.channels["311"].language_lines["es"]
    opening = render.opening(render.front_desk(page), page.words, "es")
    assert f"{line}</a>. {opening}</p>" in site.get("/guide/es/").text


def test_the_card_stands_in_both_languages(site: Site, content: Content) -> None:
    html = site.get("/guide/es/card").text
    for card in (content.words["es"].guide.card, content.words["en"].guide.card):
        for line in (*card.lines, card.write, card.address, card.what):
            assert escape(line) in html
