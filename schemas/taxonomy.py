"""The names of event types and modalities. What they mean is knowledge of the classify room."""

from __future__ import annotations

from enum import StrEnum


class EventType(StrEnum):
    """What kind of thing happened."""

    DIPLOMATIC_TALKS = "diplomatic_talks"
    AGREEMENT = "agreement"
    DIPLOMATIC_TENSION = "diplomatic_tension"
    ATTACKS = "attacks"
    ARMED_CONFLICT = "armed_conflict"
    MILITARY_POSTURE = "military_posture"
    UNREST = "unrest"
    REPRESSION_JUSTICE = "repression_justice"
    POLITICAL_CHANGE = "political_change"
    CRIME_CYBER = "crime_cyber"
    DISASTER_HEALTH = "disaster_health"
    HUMANITARIAN = "humanitarian"
    NONE = "none"


SUBTYPES: dict[EventType, tuple[str, ...]] = {
    EventType.DIPLOMATIC_TALKS: ("meeting", "visit", "call", "negotiation", "mediation", "summit"),
    EventType.AGREEMENT: ("agreement", "ceasefire", "release", "withdrawal", "non_violent_transfer_of_territory"),
    EventType.DIPLOMATIC_TENSION: (
        "accusation",
        "rejection",
        "demand",
        "threat",
        "sanction",
        "expulsion",
        "claim_of_responsibility",
    ),
    EventType.ATTACKS: (
        "attack",
        "suicide_bombing",
        "remote_explosive",
        "grenade",
        "air_or_drone_strike",
        "shelling_or_missile",
        "chemical_weapon",
        "abduction",
        "sexual_violence",
        "assassination",
    ),
    EventType.ARMED_CONFLICT: ("armed_clash", "government_regains_territory", "non_state_actor_takes_territory"),
    EventType.MILITARY_POSTURE: (
        "mobilisation",
        "exercise",
        "weapons_test",
        "base_established",
        "change_to_group",
        "disrupted_weapons_use",
    ),
    EventType.UNREST: (
        "peaceful_protest",
        "protest_with_intervention",
        "excessive_force_against_protesters",
        "violent_demonstration",
        "mob_violence",
        "looting_or_property_destruction",
    ),
    EventType.REPRESSION_JUSTICE: ("arrest", "curfew", "conviction", "deportation", "censorship"),
    EventType.POLITICAL_CHANGE: ("election", "coup", "resignation", "appointment"),
    EventType.CRIME_CYBER: ("organised_crime", "kidnapping_for_ransom", "shooting", "cyber_attack"),
    EventType.DISASTER_HEALTH: ("natural_disaster", "man_made_disaster", "transport_accident", "outbreak"),
    EventType.HUMANITARIAN: ("aid", "peacekeeping", "displacement"),
    EventType.NONE: (),
}


class Modality(StrEnum):
    """Whether the text says that it happened, will happen, or did not."""

    ACTUAL = "actual"
    PLANNED = "planned"
    THREATENED = "threatened"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"
    DRILL = "drill"
