"""What classify knows, read once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agents.classify.actor_names import ActorFile, actor_file
from agents.classify.assessment import AssessmentWords, assessment_words
from agents.classify.certainty import CertaintyWords, certainty_words
from agents.classify.dates import DateWords, date_words
from agents.classify.events.rules import Rules, load_rules
from agents.classify.events.second_look import is_installed, load_second_look
from agents.classify.languages.language import languages
from agents.classify.places.columns import Gazetteer
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.severity_table import SeverityTable, severity_table
from agents.classify.things import Things, thing_file


@dataclass(frozen=True, slots=True)
class Classifier:
    """All knowledge that classify needs, read once and never changed; `languages` beside English are read when a text
    in one of them comes.
    """

    gazetteer: Gazetteer
    rules: Rules
    actors: ActorFile
    severity: SeverityTable
    assessment: AssessmentWords
    things: Things
    certainty: CertaintyWords
    dates: DateWords
    languages: frozenset[str]


def load_classifier(*, second_look: bool = True) -> Classifier:
    """The classifier with the knowledge that ships, and the second look where its packages are installed.

    Raises:
        KnowledgeError: a knowledge file is wrong.
    """
    looks = second_look and is_installed()
    return Classifier(
        gazetteer=load_gazetteer(),
        rules=replace(load_rules(), second_look=load_second_look() if looks else None),
        actors=actor_file(),
        severity=severity_table(),
        assessment=assessment_words(),
        things=thing_file(),
        certainty=certainty_words(),
        dates=date_words(),
        languages=languages(),
    )
