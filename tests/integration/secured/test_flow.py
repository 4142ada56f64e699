"""The main job on a Kafka that asks everyone who he is and lets nobody do more than README.md says."""

import asyncio
import json
from pathlib import Path

import orjson
import pytest

from tests.integration.secured.conftest import KEY_PASSWORD, WAYS, System
from tests.integration.test_flow import report
from tests.support.secured import SecuredKafka, password_of
from tests.support.system import until

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(180)]

DESK = "asia-desk"


def send(system: System, article: dict[str, object]) -> None:
    system.call("sender", "send", "-", stdin=orjson.dumps(article).decode() + "\n")


def alerts_after(system: System, count: int) -> list[dict[str, object]]:
    """What `tocsin alerts tail` prints, once there are so many."""

    def tail() -> list[dict[str, object]]:
        shown = system.call("reader", "alerts", "tail", DESK, "--no-follow", "--json")
        return [json.loads(line) for line in shown.stdout.splitlines()]

    async def enough() -> list[dict[str, object]]:
        found = await asyncio.to_thread(tail)
        return found if len(found) >= count else []

    found: list[dict[str, object]] = asyncio.run(until(enough, 30, f"{count} alerts by {system.way}"))
    return found


@pytest.fixture(scope="module", params=WAYS)
def system(request: pytest.FixtureRequest, systems: dict[str, System]) -> System:
    return systems[request.param]


def test_an_article_becomes_an_alert(system: System, tmp_path: Path) -> None:
    document = tmp_path / "desk.yaml"
    document.write_text(json.dumps({"id": DESK, "subscriber": DESK, "when": {"events": ["attacks"]}}))
    system.call("editor", "subscriptions", "apply", str(document))
    send(system, report("first", 20, "Kunduz"))
    (alert,) = alerts_after(system, 1)
    assert "Kunduz" in str(alert["headline"])
    judged = system.call("judge", "feedback", str(alert["id"]), "useful", "--by", "ana")
    assert "useful from ana" in judged.stderr


def test_no_secret_is_in_what_a_worker_logs_nor_in_its_command_line(system: System) -> None:
    variables = system.log_in(system.way, "worker")
    log = system.worker.log.read_text(errors="replace")
    assert "DEBUG" in log
    assert system.worker.process is not None
    command_line = Path(f"/proc/{system.worker.process.pid}/cmdline")
    shown = log + (command_line.read_text() if command_line.exists() else "")
    shown += system.call("worker", "settings").output + system.call("worker", "settings", "--json").output
    secrets = [password_of("worker"), KEY_PASSWORD, "PRIVATE KEY"]
    if "TOCSIN_SASL_TOKEN_FILE" in variables:
        secrets.append(Path(variables["TOCSIN_SASL_TOKEN_FILE"]).read_text().strip())
    assert not [secret for secret in secrets if secret in shown]


def test_a_worker_goes_on_when_its_password_is_exchanged_and_its_connections_are_cut(
    systems: dict[str, System], secured: SecuredKafka
) -> None:
    system = systems["SCRAM-SHA-512"]  # by which the broker cuts each connection after some seconds
    file = Path(system.log_in(system.way, "worker")["TOCSIN_SASL_PASSWORD_FILE"])
    before = asyncio.run(system.worker.metric("tocsin_lanes"))
    asyncio.run(secured.exchange_password("worker", "another-sesame"))

    async def refused() -> bool:
        return "SaslAuthenticationFailed" in system.worker.last_lines(200)

    asyncio.run(until(refused, 30, "the old password is refused"))
    file.write_text("another-sesame\n")
    send(system, report("later", 7, "Lagos"))
    assert "Lagos" in str(alerts_after(system, 2)[-1]["headline"])
    assert system.worker.running
    assert asyncio.run(system.worker.metric("tocsin_lanes")) == before
    assert "another-sesame" not in system.worker.log.read_text(errors="replace")
