"""How hard a text is to read: sentence length in every language, and the Flesch-Kincaid grade in English.

The grade is that of Kincaid and others (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59. A name, that is a
word with a capital within a sentence, counts as one syllable, and so does what the page fills in: nobody can choose an
easier one.
"""

import re

MOST_WORDS = {"en": 25, "es": 30, "so": 30, "hmn": 40}
"""Words a sentence. Hmong writes each syllable as a word of its own."""
MOST_WORDS_ELSEWHERE = 30
GRADE = 7
FEWEST_WORDS = 12
"""A shorter text says too little of how hard it is."""

SENTENCE = re.compile(r"(?<=[.!?:])[”\"')]*\s+")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


def longest(text: str) -> str:
    """The sentence with the most words."""
    return max(SENTENCE.split(text), key=words)


def words(text: str) -> int:
    """How many words a text has; what stands in braces is one."""
    return len(WORD.findall(text))


def grade(text: str) -> float:
    """The school grade that an English text asks for; 0 when it is too short to tell."""
    sentences = [found for part in SENTENCE.split(text) if (found := WORD.findall(part))]
    count = sum(map(len, sentences))
    if count < FEWEST_WORDS:
        return 0
    syllables = sum(1 if i and word[0].isupper() else _syllables(word) for s in sentences for i, word in enumerate(s))
    return 0.39 * count / len(sentences) + 11.8 * syllables / count - 15.59


def _syllables(word: str) -> int:
    """Vowel groups, without an e that is not spoken."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if len(plain) > 3:
        plain = re.sub(r"(?<=[^laeiouy])es$|(?<=[^td])ed$|(?<=[^laeiouy])e$", "", plain)
    return max(1, len(re.findall(r"[aeiouy]+", plain)))
