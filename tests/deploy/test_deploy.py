"""What is deployed agrees with what there is: settings, series, commands, files."""

import importlib
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase

from streams.cli import COMMANDS
from streams.metrics import Metrics
from streams.settings import PREFIX, load_settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
RULES = DEPLOY / "prometheus" / "rules.yml"
SERIES = re.compile(r"\btocsin_[a-z_]+\b")
CALL = re.compile(r"`tocsin ([a-z][^`]*)`|^tocsin ([a-z].*)$", re.MULTILINE)


def load(name):
    return yaml.safe_load((DEPLOY / name).read_text(encoding="utf-8"))


def rules():
    return [rule for group in load("prometheus/rules.yml")["groups"] for rule in group["rules"]]


def series():
    """Every name under which Prometheus knows a series of ours."""
    suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count"), "gauge": ("",)}
    known = (value for value in vars(Metrics()).values() if isinstance(value, MetricWrapperBase))
    return {
        family.name + suffix for metric in known for family in metric.describe() for suffix in suffixes[family.type]
    }


def labels_of(name):
    """The labels of a series by its full name."""
    base = re.sub(r"_(total|bucket|sum|count)$", "", name)
    known = (value for value in vars(Metrics()).values() if isinstance(value, MetricWrapperBase))
    return next(set(metric._labelnames) for metric in known if metric._name in (name, base))


def named(rule):
    return rule["alert"]


@pytest.mark.parametrize("path", sorted(DEPLOY.rglob("*.y*ml")), ids=lambda path: path.name)
def test_every_yaml_file_can_be_read(path):
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


# Rules


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_every_series_of_a_rule_is_one_that_workers_have(rule):
    found = set(SERIES.findall(rule["expr"]))
    assert found <= series()
    assert found or "up{" in rule["expr"]


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_every_label_that_a_rule_selects_is_one_of_its_series(rule):
    for name, selector in re.findall(r"\b(tocsin_[a-z_]+)\{([^}]*)\}", rule["expr"]):
        assert set(re.findall(r"(\w+)=", selector)) <= labels_of(name) | {"job", "instance"}


@pytest.mark.parametrize("rule", rules(), ids=named)
def test_every_rule_says_what_happened_how_bad_it_is_and_what_to_do(rule):
    assert rule["labels"]["severity"] in ("warning", "critical")
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["description"]
    assert rule["annotations"]["runbook"] == f"deploy/runbook.md#{rule['alert'].lower()}"


def test_every_rule_has_its_section_of_the_runbook_and_every_section_its_rule():
    runbook = (DEPLOY / "runbook.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", runbook, re.MULTILINE | re.DOTALL))
    assert set(sections) == {rule["alert"] for rule in rules()}
    for text in sections.values():
        assert re.findall(r"^\*\*(.+?)\.\*\*", text, re.MULTILINE) == ["Means", "Look at", "Do"]


def test_every_rule_has_a_test_in_which_it_fires():
    fired = {
        case["alertname"]
        for test in load("prometheus/rules_test.yml")["tests"]
        for case in test["alert_rule_test"]
        if case.get("exp_alerts")
    }
    assert fired == {rule["alert"] for rule in rules()}


@pytest.mark.parametrize(
    ("command", "folder"),
    [
        (["check", "rules", "rules.yml"], "prometheus"),
        (["check", "config", "prometheus.yml"], "prometheus"),
        (["test", "rules", "rules_test.yml"], "prometheus"),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, list) else "",
)
def test_promtool_agrees(command, folder):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not on the PATH (Debian: apt-get install prometheus)")
    done = subprocess.run([promtool, *command], cwd=DEPLOY / folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# Runbook and README


@pytest.mark.parametrize("document", ["runbook.md", "README.md"])
def test_every_command_and_option_that_is_named_exists(document):
    text = (DEPLOY / document).read_text(encoding="utf-8")
    calls = [(quoted or line).split() for quoted, line in CALL.findall(text)]
    assert calls
    for words in calls:
        assert words[0] in COMMANDS, words
        command = importlib.import_module(f"streams.cli.{words[0].replace('-', '_')}").command
        rest = words[1:]
        if isinstance(command, click.Group) and rest:
            assert rest[0] in command.commands, words
            command = command.commands[rest[0]]
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, words


@pytest.mark.parametrize("document", ["runbook.md", "README.md"])
def test_every_series_and_setting_that_is_named_exists(document):
    text = (DEPLOY / document).read_text(encoding="utf-8")
    bases = {re.sub(r"_(bucket|sum|count)$", "", name) for name in series()}
    assert set(SERIES.findall(text)) <= series() | bases
    for name in re.findall(r"\bTOCSIN_[A-Z_]+\b", text):
        assert name.removeprefix(PREFIX).lower() in load_settings({}).__slots__, name


@pytest.mark.parametrize("document", ["runbook.md", "README.md"])
def test_every_file_that_is_named_exists(document):
    text = (DEPLOY / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)|^\| `([^`]+)` \|", text, re.MULTILINE):
        assert (DEPLOY / "".join(target)).exists(), target


# Image and compose


def test_the_settings_of_the_worker_are_valid():
    given = load("compose.yaml")["services"]["worker"]["environment"]
    settings = load_settings(given)
    assert settings.brokers == "kafka:9092"
    assert settings.http_host == "0.0.0.0"


def test_the_settings_of_the_image_are_valid():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    given = dict(re.findall(r"\b(TOCSIN_\w+)=(\S+)", text))
    assert load_settings(given).http_port == 6066


def test_prometheus_reads_the_worker_where_it_listens():
    worker = load("compose.yaml")["services"]["worker"]
    (scrape,) = load("prometheus/prometheus.yml")["scrape_configs"]
    port = worker["environment"]["TOCSIN_HTTP_PORT"]
    assert scrape["static_configs"] == [{"targets": [f"worker:{port}"]}]
    assert f"127.0.0.1:{port}:{port}" in worker["ports"]


def test_kafka_is_the_real_one_pinned_and_open_to_this_machine_only():
    services = load("compose.yaml")["services"]
    assert services["kafka"]["image"] == "apache/kafka:4.3.0"
    for service in services.values():
        assert ":" in service["image"] or "build" in service
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_every_listener_of_kafka_has_a_protocol_and_an_address():
    given = load("compose.yaml")["services"]["kafka"]["environment"]
    listeners = {entry.partition(":")[0] for entry in given["KAFKA_LISTENERS"].split(",")}
    assert {entry.partition(":")[0] for entry in given["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(",")} == listeners
    advertised = {entry.partition(":")[0] for entry in given["KAFKA_ADVERTISED_LISTENERS"].split(",")}
    assert advertised == listeners - {given["KAFKA_CONTROLLER_LISTENER_NAMES"]}


def test_every_file_that_compose_mounts_exists():
    for service in load("compose.yaml")["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert not source.startswith(".") or (DEPLOY / source).is_file(), volume


def copied():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    found = re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE)
    return [source for line in found for source in line.split()[:-1]]


def test_every_file_that_the_image_copies_exists_and_is_in_its_context():
    kept = re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert copied()
    for source in copied():
        assert (ROOT / source).exists(), source
    assert sorted(copied()) == sorted(kept)


def test_the_image_is_not_root_and_says_whether_it_is_ready():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER [1-9]\d*$", text, re.MULTILINE)
    assert "/ready" in text.partition("HEALTHCHECK")[2]
    assert text.count("--require-hashes") == 2


@pytest.mark.parametrize("name", ["build", "runtime", "local", "dev"])
def test_every_requirement_is_pinned_with_a_hash(name):
    text = (DEPLOY / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", line), line[:80]


def test_the_image_has_every_dependency_of_the_project():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = re.findall(
        r'^  "([A-Za-z0-9-]+)[<>=~]', project.partition("dependencies = [")[2].partition("]")[0], re.MULTILINE
    )
    pinned = (DEPLOY / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    assert wanted
    for name in wanted:
        assert re.search(rf"^{name.lower()}==", pinned, re.MULTILINE), name
