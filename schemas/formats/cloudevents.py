"""Alerts as CloudEvents 1.0 in Kafka's binary content mode: attributes in headers, the alert as the value.

Source: CloudEvents 1.0.2, Kafka protocol binding, section 3.2.
"""

from __future__ import annotations

from urllib.parse import quote

from schemas.alert import Alert

SPEC_VERSION = "1.0"
TYPE_PREFIX = "news.tocsin.alert."
CONTENT_TYPE = "application/json"


def headers_of(alert: Alert) -> tuple[tuple[str, bytes], ...]:
    """The headers of an alert's record. `ce_subject` is the incident, where there is one."""
    attributes = {
        "ce_specversion": SPEC_VERSION,
        "ce_id": alert.id,
        "ce_source": f"/tocsin/subscriptions/{quote(alert.subscription, safe='')}",
        "ce_type": f"{TYPE_PREFIX}{alert.kind}",
        "ce_time": alert.issued.isoformat(),
        "content-type": CONTENT_TYPE,
    }
    if alert.incident is not None:
        attributes["ce_subject"] = alert.incident
    return tuple((name, value.encode()) for name, value in attributes.items())
