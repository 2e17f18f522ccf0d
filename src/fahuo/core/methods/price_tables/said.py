"""What was understood of a price table, and what has to be asked: with its places, how sure it is, and answers that can be given again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from fahuo.core.methods.price_tables.cells import Place
from fahuo.core.methods.price_tables.sentences import FACTS, QUESTIONS

T = TypeVar("T")
SURE = 80  # percent: what is less sure is asked
LEAVE_OUT = "leave_out"
IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was understood. `sure` in percent: 100 is written there, 80 to 99 follows from the trade's conventions."""

    code: str
    values: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    sure: int = 100

    def say(self, language: str = "en") -> str:
        """The fact as a sentence."""
        return FACTS[self.code][0 if language.startswith("zh") else 1].format_map(dict(self.values))


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to pick."""

    value: str
    zh: str
    en: str
    proposed: bool = False

    def say(self, language: str = "en") -> str:
        """The answer in words."""
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that must be said by a person. Its answer is kept under `key`.

    `lasting`: the answer is about words (what "卢瑟" is, what a column means) and holds for the next file too; others are for this file.
    """

    key: str
    code: str
    values: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    choices: tuple[Choice, ...]
    free: str = ""  # what else may be written: day, countries, grams, percent, amount, text, rule
    lasting: bool = False
    refused: str = ""  # an answer that was given and cannot be used

    def say(self, language: str = "en") -> str:
        """The question as a sentence with the text that it is about."""
        return QUESTIONS[self.code][0 if language.startswith("zh") else 1].format_map(dict(self.values))

    @property
    def proposed(self) -> str | None:
        """The answer that is proposed, where one is."""
        return next((choice.value for choice in self.choices if choice.proposed), None)


@dataclass
class Desk:
    """Takes down facts and questions while a table is read; knows the answers that were given."""

    answers: Mapping[str, str] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    _told: dict[tuple[str, tuple[tuple[str, str], ...], int], dict[Place, None]] = field(default_factory=dict)

    @property
    def facts(self) -> list[Fact]:
        """What was told, in its order; what several cells say is one fact with all of them."""
        return [Fact(code, values, tuple(at), sure) for (code, values, sure), at in self._told.items()]

    def tell(self, code: str, places: Iterable[Place], sure: int = 100, **values: object) -> None:
        """Take down a fact."""
        said = (code, tuple((k, str(v)) for k, v in values.items()), sure)
        self._told.setdefault(said, {}).update(dict.fromkeys(places))

    def ask(
        self,
        code: str,
        subject: str,
        places: Iterable[Place],
        read: Callable[[str], T | None],
        choices: Iterable[Choice] = (),
        free: str = "",
        lasting: bool = False,
        values: Mapping[str, object] | None = None,
        **more: object,
    ) -> T | None:
        """The answer, where one was given that `read` can use; else the question is taken down and None comes back."""
        key = f"{code}:{' '.join(subject.split())}"
        at = tuple(dict.fromkeys(places))
        given = self.answers.get(key)
        refused = ""
        if given is not None:
            answer = read(given)
            if answer is not None:
                self.used.add(key)
                self.tell("answered", at, 100, question=subject, answer=given)
                return answer
            refused = given
        if key in self.questions:
            earlier = self.questions[key]
            at = tuple(dict.fromkeys((*earlier.places, *at)))
        said = tuple((k, str(v)) for k, v in {**(values or {}), **more}.items())
        self.questions[key] = Question(key, code, said, at, tuple(choices), free, lasting, refused)
        return None
