from __future__ import annotations

import pytest

from agents.correlate.ages import ages, of_names
from agents.correlate.knowledge import load


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A 17-year-old pupil, and his teacher's five-year-old niece", ("@17", "@5")),
        ("Jorem Talvik, 16, was shot.", ("@16",)),
        ("a man aged 71 and one age 9", ("@71", "@9")),
        ("une femme âgée de 31 ans", ("@31",)),
        ("un hombre de 44 años de edad", ("@44",)),
        ("um homem de 44 anos de idade", ("@44",)),
        ("ein 24-Jähriger und ein 19 jähriger Mann", ("@24", "@19")),
        ("19-летний и 20-летняя", ("@19", "@20")),
        ("45-річний чоловік", ("@45",)),
        ("He was jailed for 16 years on May 5, 2016, in 12 villages.", ()),
        ("", ()),
    ],
)
def test_ages_are_read_in_the_forms_of_several_languages(text: str, told: tuple[str, ...]):
    assert ages(text, load().ages) == told


def test_of_an_incident_s_names_those_that_are_numbers_are_ages():
    assert of_names(("@talvik", "@16", "@5")) == {"@16", "@5"}
    assert of_names(("@talvik",)) is of_names(())
