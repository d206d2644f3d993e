"""Counts and continuation counts: how often a letter stands there, and after how many different ones."""

from itertools import pairwise

from tools.drawings import Drawing

TEXT = """to be, or not to be, that is the question: whether 'tis nobler in the mind to suffer the slings and arrows of
outrageous fortune, or to take arms against a sea of troubles, and by opposing end them"""
LETTERS = ("i", "h", "u")


def draw() -> Drawing:
    text = " ".join(TEXT.split())
    before = {letter: sorted(a for a, b in pairwise(text) if b == letter) for letter in LETTERS}
    counted = [(letter, len(before[letter]), len(set(before[letter]))) for letter in LETTERS]
    sentences = (f"{letter} stands there {n} times, after {kinds} different characters" for letter, n, kinds in counted)
    d = Drawing(
        "Counts and continuation counts",
        f"""For three letters of Hamlet's first lines there is a box for each time the letter stands there, with
        the character before it; the first box of each character is filled. {"; ".join(sentences)}. By count h
        comes before u, by the number of different characters before it u comes before h: after something new, h
        is a poor guess, as it nearly always follows t.""",
        height=242,
    )
    d.note(180, 20, "“to be, or not to be, that is the question …”")
    for row, (letter, count, kinds) in enumerate(counted):
        y = 66 + 62 * row
        d.unit(32, y, letter, r=15, level=3, bold=True)
        seen: set[str] = set()
        for k, character in enumerate(before[letter]):
            new = character not in seen
            seen.add(character)
            words = "␣" if character == " " else character
            d.box(72 + 25 * k, y, words, hue="orange" if new else "grey", level=4 if new else 0, w=22, h=24, size=12)
        d.text(344, y - 9, f"{count} times", anchor="end")
        d.text(344, y + 9, f"after {kinds}", anchor="end", colour="orange-word")
    d.note(180, 226, "boxes: the character before; filled: a new one")
    return d
