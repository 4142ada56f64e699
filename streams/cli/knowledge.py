"""`tocsin knowledge`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
import orjson

from agents.classify.classifier import Classifier, load_classifier
from agents.classify.events.knowledge import KnowledgeError
from agents.classify.examples import Example, Mistake, english_examples, language_examples, mistake_in
from agents.classify.languages.language import languages
from agents.classify.places.tables import KnowledgeError as PlaceError
from schemas.taxonomy import EventType
from streams.cli.common import REFUSED, fail

EXAMPLES = """\b
Examples:
  tocsin knowledge check
  tocsin knowledge check --language es --language fr
  tocsin knowledge check --json | jq .mistakes
"""


@click.group("knowledge")
def command() -> None:
    """Look after the knowledge that articles are classified by."""


@command.command("check", epilog=EXAMPLES)
@click.option(
    "--language",
    "codes",
    multiple=True,
    type=click.Choice(["en", *sorted(languages())]),
    help="Only this language (default: all); may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def check(codes: tuple[str, ...], as_json: bool) -> None:
    """Read every knowledge file, and classify every example and counter-example that stands beside it.

    The exit code is 1 where a file is wrong or an example does not hold. The second look is left out: what it finds
    does not depend on these files.
    """
    try:
        classifier = load_classifier(second_look=False)
        examples = [example for code in codes or ("en", *sorted(languages())) for example in _of(code, classifier)]
    except (KnowledgeError, PlaceError) as error:
        fail(str(error), REFUSED)
    mistakes = _mistakes(examples, classifier)
    (_print_json if as_json else _print_lines)(examples, mistakes)
    sys.exit(REFUSED if mistakes else 0)


def _of(code: str, classifier: Classifier) -> list[Example]:
    return english_examples(classifier.rules) if code == "en" else language_examples(code)


def _mistakes(examples: Sequence[Example], classifier: Classifier) -> list[Mistake]:
    with click.progressbar(examples, label="examples", file=sys.stderr, hidden=not sys.stderr.isatty()) as shown:
        return [mistake for example in shown if (mistake := mistake_in(example, classifier)) is not None]


def _counts(examples: Sequence[Example]) -> dict[str, dict[str, int]]:
    """Examples and counter-examples by language."""
    counts: dict[str, dict[str, int]] = {}
    for example in examples:
        known = counts.setdefault(example.language, {"examples": 0, "counter_examples": 0})
        against = example.counter or example.type is EventType.NONE
        known["counter_examples" if against else "examples"] += 1
    return counts


def _print_json(examples: Sequence[Example], mistakes: Sequence[Mistake]) -> None:
    said = [
        {"language": one.example.language, "text": one.example.text, "expected": one.expected, "found": one.found}
        for one in mistakes
    ]
    click.echo(orjson.dumps({"languages": _counts(examples), "mistakes": said}).decode())


def _print_lines(examples: Sequence[Example], mistakes: Sequence[Mistake]) -> None:
    for one in mistakes:
        click.echo(f"{one.example.language}  expected {one.expected}, found {one.found}: {one.example.text}")
    for code, counts in _counts(examples).items():
        wrong = sum(one.example.language == code for one in mistakes)
        said = f"{counts['examples']} examples, {counts['counter_examples']} counter-examples"
        click.echo(f"{code}  {said}, {wrong or 'none'} wrong")
