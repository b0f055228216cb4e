"""Files of deploy/cluster and deploy/monitoring, and the pages about them."""

import json
import re
import shutil
from pathlib import Path
from string import Template
from typing import Any, Final

import pytest
import yaml
from clustering.engines import variables
from clustering.layout import Lab
from prometheus_client import REGISTRY

import blog_api.metrics  # noqa: F401 - registers the metrics
from blog_api.settings import Settings
from tests.documentation.commands import ROOT, read, settings_blocks
from tests.documentation.test_deployment import find_all, run

TEMPLATES: Final = ("etcd.yml", "patroni.yml", "haproxy.cfg", "pgbouncer.ini")
NAME: Final = re.compile(r"\$\{(\w+)\}")
PAGE: Final = "docs/operations/three-machines.md"
CAPACITY: Final = "docs/operations/capacity.md"
RULES: Final = ROOT / "deploy/monitoring/alerts.yml"
DASHBOARD: Final = ROOT / "deploy/monitoring/dashboard.json"
COMPOSE: Final = ROOT / "docker-compose.cluster.yml"
ALERTS: Final = ROOT / "docs/operations/alerts"
PRODUCT: Final = re.compile(r"(?<![\w-])([\d,]+) × ([\d,]+) µs = ([\d.]+)")


def text_of(name: str) -> str:
    return (ROOT / "deploy/cluster" / name).read_text()


def page_variables() -> dict[str, str]:
    [found] = [block for block in settings_blocks(PAGE) if "NODE" in block]
    return found


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_page_has_every_variable_of_a_template(name: str) -> None:
    """Comments name no variable, so envsubst changes nothing else."""
    rendered = Template(text_of(name)).substitute(page_variables())
    assert "$" not in rendered
    if name.endswith(".yml"):
        assert isinstance(yaml.safe_load(rendered), dict)


def test_the_page_has_no_variable_without_a_use() -> None:
    used = {name for template in TEMPLATES for name in NAME.findall(text_of(template))}
    assert set(page_variables()) == used


def test_the_laboratory_has_the_same_variables() -> None:
    used = {name for template in TEMPLATES[:3] for name in NAME.findall(text_of(template))}
    assert used <= set(variables(Lab(namespaces=True), 1))


def test_the_configuration_acknowledges_nothing_alone() -> None:
    """The settings that decide whether an acknowledged write can be lost."""
    dcs = yaml.safe_load(Template(text_of("patroni.yml")).substitute(page_variables()))
    shared = dcs["bootstrap"]["dcs"]
    assert shared["synchronous_mode"] == "quorum"
    assert shared["synchronous_mode_strict"] is True
    assert shared["failsafe_mode"] is True
    assert shared["primary_start_timeout"] == 0
    assert shared["ttl"] >= shared["loop_wait"] + 2 * shared["retry_timeout"]
    assert shared["postgresql"]["parameters"]["synchronous_commit"] == "on"


def test_the_watchdog_resets_a_machine_before_its_lease_ends() -> None:
    """And not one whose network was cut, which demotes itself."""
    config = yaml.safe_load(Template(text_of("patroni.yml")).substitute(page_variables()))
    watchdog, shared = config["watchdog"], config["bootstrap"]["dcs"]
    assert watchdog["mode"] == "required"
    assert 0 < watchdog["safety_margin"] < shared["ttl"]
    timeout = shared["ttl"] - watchdog["safety_margin"]
    assert timeout >= shared["loop_wait"] + 2 * shared["retry_timeout"]


def test_haproxy_repeats_no_write_without_a_key() -> None:
    _, _, rest = text_of("haproxy.cfg").partition("\nbackend write\n")
    section, _, _ = rest.partition("\n\n")
    assert "http-request disable-l7-retry unless has_key" in section
    assert "acl has_key req.hdr(Idempotency-Key) -m found" in section


@pytest.mark.skipif(not shutil.which("haproxy"), reason="HAProxy is not installed here.")
def test_haproxy_takes_the_configuration(tmp_path: Path) -> None:
    given = page_variables() | {"HAPROXY_SOCKET": str(tmp_path / "socket")}
    (tmp_path / "haproxy.cfg").write_text(Template(text_of("haproxy.cfg")).substitute(given))
    run(["haproxy", "-c", "-f", str(tmp_path / "haproxy.cfg")])


def rules() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = find_all(yaml.safe_load(RULES.read_text()), "rules")[0]
    return found


def test_each_alert_has_its_page() -> None:
    pages = {rule["annotations"]["runbook"] for rule in rules()}
    assert len(pages) == len(rules()) == 11
    assert pages == {path.relative_to(ROOT).as_posix() for path in ALERTS.glob("*.md")}
    for rule in rules():
        text = read(rule["annotations"]["runbook"])
        assert text.startswith("# Alert: ")
        assert f"`{rule['alert']}`: " in text
        assert re.findall(r"^## (Look|Act)$", text, re.MULTILINE) == ["Look", "Act"]


def test_a_page_of_an_alert_says_how_to_prepare_the_shell() -> None:
    """Without it, its commands ask for a password or are not found."""
    for path in ALERTS.glob("*.md"):
        assert "(../on-call.md)" in path.read_text(), path.name


def test_no_page_of_an_alert_removes_the_cluster() -> None:
    """`patronictl remove` takes the whole cluster out of etcd, not a member."""
    for path in ALERTS.glob("*.md"):
        assert "patronictl remove" not in path.read_text(), path.name


def test_the_page_for_the_night_names_the_log_of_patroni() -> None:
    """PostgreSQL writes to the journal, and Patroni to a file."""
    text = (ALERTS.parent / "on-call.md").read_text()
    assert f"{page_variables()['LOG_FOLDER']}/patroni.log" in text


def test_metrics_of_rules_and_dashboard_exist() -> None:
    """Names of ours; those of Patroni, HAProxy and exporters are theirs."""
    ours = {f"{name}{end}" for name in registered() for end in ("", "_bucket", "_sum", "_count")}
    ours |= {"blog_backup_last_success_timestamp_seconds", "blog_wal_archive_failing"}
    texts = [rule["expr"] for rule in rules()] + find_all(json.loads(DASHBOARD.read_text()), "expr")
    named = {name for text in texts for name in re.findall(r"\bblog_\w+", text)}
    assert len(named) > 8
    assert named - ours == set()


def registered() -> set[str]:
    families = list(REGISTRY.collect())
    return {f.name for f in families} | {f"{f.name}_total" for f in families}


def test_the_programs_write_the_metrics_that_the_rules_read() -> None:
    assert "blog_backup_last_success_timestamp_seconds" in text_of("base-backup")
    assert "blog_wal_archive_failing" in text_of("archive-wal")


@pytest.mark.skipif(not shutil.which("promtool"), reason="Prometheus is not installed here.")
def test_promtool_takes_rules_and_their_tests() -> None:
    folder = RULES.parent
    run(["promtool", "check", "config", str(folder / "prometheus.yml")])
    run(["promtool", "test", "rules", str(folder / "alerts.test.yml")])


def test_panels_do_not_overlap() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    places = [tuple(panel["gridPos"].values()) for panel in panels]
    assert len(set(places)) == len(places) > 12


def test_compose_uses_the_templates_and_settings_that_exist() -> None:
    compose = yaml.safe_load(COMPOSE.read_text())
    used = {name for template in TEMPLATES[:3] for name in NAME.findall(text_of(template))}
    given = {"NODE", "ADDRESS", *compose["x-variables"]}
    assert given == used
    services = compose["services"]
    assert [len([s for s in services if s.startswith(kind)]) for kind in ("etcd", "postgres")] == [
        3,
        3,
    ]
    settings = {*compose["x-app"]["environment"], "MIGRATION_DATABASE_URL"}
    assert {name for name in settings if name.lower() not in Settings.model_fields} == set()


def test_the_image_of_a_node_is_made_of_files_that_docker_sends() -> None:
    copied = re.findall(r"^COPY (.*) \S+$", text_of("Dockerfile"), re.MULTILINE)
    sources = [word for line in copied for word in line.split()]
    sent = text_of("Dockerfile.dockerignore").replace("!", "").split()
    assert len(sources) == 6
    assert all((ROOT / source).is_file() for source in sources)
    assert all(source.startswith(tuple(sent[1:])) for source in sources)


def test_capacity_multiplies_correctly() -> None:
    """Products of requests and costs on the page, and their sums."""
    found = PRODUCT.findall(read(CAPACITY))
    assert len(found) == 12
    products = [int(n.replace(",", "")) * int(m.replace(",", "")) / 1e6 for n, m, _ in found]
    assert [round(value, 2) for value in products] == [float(told) for *_, told in found]
    totals = re.findall(r"\*\*([\d.]+)\*\*", read(CAPACITY))[:2]
    sums = [sum(products[first::2]) for first in (0, 1)]
    assert [f"{value:.1f}" for value in sums] == totals
