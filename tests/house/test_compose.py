"""The server's set-up is checked as far as it can be without a container engine: shape, names, secrets, users."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from ops.make_secrets import make

BASE = Path(settings.BASE)
COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text("utf8"))
SERVICES = COMPOSE["services"]
OURS = {"release", "web", "worker", "clock"}
ENGINES = {"postgres", "redis", "store"}


def tool(name, *arguments):
    return subprocess.run(
        [Path(sys.executable).with_name(name), *arguments], cwd=BASE, capture_output=True, text=True, check=False
    )


def test_the_compose_file_follows_the_compose_schema():
    done = tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_dockerfile_passes_its_linter():
    done = tool("hadolint", "Dockerfile")
    assert done.returncode == 0, done.stdout + done.stderr


def test_all_services_of_the_house_are_there():
    assert set(SERVICES) == OURS | ENGINES


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_name_a_service_uses_exists(name):
    service = SERVICES[name]
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert set(service.get("networks", [])) <= set(COMPOSE["networks"])
    assert {volume.split(":")[0] for volume in service.get("volumes", [])} <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"release"}))
def test_every_lasting_service_has_a_health_check_and_starts_again(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_no_service_has_rights_it_does_not_need(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    if name != "store":  # its image knows no other user; without capabilities root can do little
        assert service["user"] not in ("root", "0", "0:0")


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_an_engine_is_reached_by_its_neighbours_only(name):
    assert "ports" not in SERVICES[name]
    assert SERVICES[name]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_the_web_server_listens_on_its_own_machine_only():
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_no_secret_stands_in_the_file():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search(r"KEY|PASSWORD|TOKEN|SECRET|_URL$|_URL_FILE$", name) and name not in (
                "SITE_URL",
                "S3_ENDPOINT_URL",
            ):
                assert name.endswith("_FILE"), name
                assert value.removeprefix("/run/secrets/") in COMPOSE["secrets"]
    assert not re.search(r"://[^/\s]*:[^/\s]*@", (BASE / "docker-compose.yml").read_text("utf8"))


def test_a_service_sees_only_the_secrets_it_reads():
    for service in SERVICES.values():
        read = json.dumps([service.get("environment", {}), service.get("command", "")])
        assert all(f"/run/secrets/{secret}" in read for secret in service.get("secrets", []))


def test_the_settings_know_every_variable_that_the_compose_file_sets():
    text = (BASE / "freezedesk" / "settings.py").read_text("utf8")
    for name in OURS:
        for variable in SERVICES[name]["environment"]:
            assert f'"{variable.removesuffix("_FILE")}"' in text, variable


def test_every_setting_stands_in_the_example_file():
    text = (BASE / "freezedesk" / "settings.py").read_text("utf8")
    example = (BASE / ".env.example").read_text("utf8")
    names = set(re.findall(r'env\.\w+\("([A-Z0-9_]+)"', text))
    left_out = {"FREEZEDESK_DEMO", "DEBUG", "HTTPS", "MFA_REQUIRED"}  # never on a server, or following SITE_URL
    missing = {name for name in names - left_out if not re.search(rf"^(# )?{name}(_FILE)?=", example, re.M)}
    assert missing == set()


def test_the_secrets_are_made_once_and_fit_together(tmp_path):
    folder = tmp_path / "secrets"
    made = make(folder)
    assert {*made, "email_url"} == set(COMPOSE["secrets"])
    assert folder.stat().st_mode & 0o077 == 0
    before = {path.name: path.read_text("utf8") for path in folder.iterdir()}
    assert make(folder) == []
    assert {path.name: path.read_text("utf8") for path in folder.iterdir()} == before
    assert before["postgres_password"].strip() in before["database_url"]
    assert before["redis_url"].split(":")[2].split("@")[0] in before["redis_conf"]
    store = json.loads(before["store_config"])["identities"][0]["credentials"][0]
    assert store == {
        "accessKey": before["store_access_key"].strip(),
        "secretKey": before["store_secret_key"].strip(),
    }


def test_half_a_set_of_secrets_is_not_completed_with_others(tmp_path):
    folder = tmp_path / "secrets"
    make(folder)
    (folder / "postgres_password").unlink()
    with pytest.raises(SystemExit, match="postgres_password"):
        make(folder)


def test_the_image_holds_no_programme_that_draws_untrusted_files():
    text = (BASE / "Dockerfile").read_text("utf8")
    installed = re.search(r"apt-get install .*?((?:\n.*\\)?[^&]*)&&", text)[0]
    assert not {"ghostscript", "imagemagick", "gs", "gcc"} & set(installed.split())
    assert re.search(r"^USER 10001", text, re.M)


def test_no_secret_and_no_data_enter_the_image():
    lines = (BASE / ".dockerignore").read_text("utf8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    allowed = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert not allowed & {".env", "secrets", "var", ".git", "tests"}
    rooms = {path.parent.name for path in BASE.glob("*/__init__.py")} - {"tests", "ops"}
    assert rooms <= allowed, "a new room must be let into the image"


def test_secrets_never_enter_the_repository():
    ignored = subprocess.run(
        ["git", "check-ignore", "secrets/secret_key", ".env", "var/secret_key"],
        cwd=BASE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(ignored.stdout.split()) == 3


def test_every_page_for_operators_exists_in_both_languages_with_the_same_commands():
    folder = BASE / "docs" / "operators"
    english = sorted(path for path in folder.glob("*.md") if not path.name.endswith(".zh.md"))
    assert [path.stem for path in english] == ["backup", "deploy", "messages", "upgrade"]

    def commands(path):
        lines = "\n".join(re.findall(r"```\w+\n(.*?)```", path.read_text("utf8"), re.S)).splitlines()
        return [re.split(r"\s+#|<|\"", line)[0].strip() for line in lines]

    for path in english:
        assert commands(path) == commands(path.with_name(f"{path.stem}.zh.md"))


def test_the_operators_pages_name_only_commands_and_variables_that_exist():
    known = {path.stem for path in BASE.glob("*/management/commands/*.py")} | {"check"}
    text = "".join(path.read_text("utf8") for path in (BASE / "docs" / "operators").glob("*.md"))
    assert set(re.findall(r"manage\.py (\w+)", text)) <= known
    for script in set(re.findall(r"ops/[\w.]+", text)):
        assert (BASE / script).exists(), script
    for service in set(re.findall(r"docker compose (?:exec(?: -T)?|run --rm|stop) (\w+)", text)):
        assert service in SERVICES
