"""Proxies and hosts: trusted addresses and headers."""

import pytest

from blog_api.http.client_ip import Proxies, network_of
from tests.trust.conftest import Opening


@pytest.mark.parametrize(
    ("peer", "forwarded", "origin"),
    [
        ("198.51.100.7", ["1.2.3.4"], "198.51.100.7"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["9.9.9.9, 1.2.3.4"], "1.2.3.4"),
        ("10.0.0.1", ["9.9.9.9", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
        ("10.0.0.1", ["rubbish"], "10.0.0.1"),
        ("10.0.0.1", ["1.2.3.4, rubbish"], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("", ["1.2.3.4"], ""),
    ],
)
def test_only_our_proxies_are_believed(peer: str, forwarded: list[str], origin: str) -> None:
    assert Proxies(["10.0.0.0/24"]).origin(peer, forwarded) == origin


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_the_network_of_a_client(address: str, network: str) -> None:
    assert network_of(address) == network


async def test_a_foreign_host_is_refused(open_world: Opening) -> None:
    async with open_world(allowed_hosts=("blog.example", "*.blog.example")) as world:
        for host, status in {
            "blog.example": 200,
            "blog.example:8000": 200,
            "www.blog.example": 200,
            "evil.example": 400,
            "blog.example.evil.example": 400,
            "": 400,
        }.items():
            answer = await world.client.get("/api/posts", headers={"Host": host})
            assert answer.status_code == status, host


async def test_health_checks_may_name_an_address(open_world: Opening) -> None:
    async with open_world(allowed_hosts=("blog.example",)) as world:
        for path in ("/health/live", "/health/ready", "/health/readable"):
            answer = await world.client.get(path, headers={"Host": "10.0.0.7:8000"})
            assert answer.status_code == 200


@pytest.mark.parametrize("proxy", ["127.0.0.1", "192.0.2.1"])
async def test_the_audit_believes_a_request_id_of_our_proxies_alone(
    open_world: Opening, proxy: str
) -> None:
    """Peers of the tests are at 127.0.0.1; other clients could forge another's request id."""
    async with open_world(trusted_proxies=(proxy,)) as world:
        ada, admin = await world.user(), await world.admin()
        post = await world.post(ada)
        named = {"X-Request-ID": "of-another-request"}
        answer = await world.client.delete(f"/api/posts/{post['id']}", headers=ada.headers | named)
        log = await world.client.get("/api/audit", headers=admin.headers)
    entry = log.json()["items"][0]
    assert answer.headers["x-request-id"] == "of-another-request"
    assert (entry["request_id"] == "of-another-request") == (proxy == "127.0.0.1")
    assert ("client_request_id" in entry["details"]) == (proxy != "127.0.0.1")


async def test_a_session_tells_where_it_came_from(open_world: Opening) -> None:
    async with open_world(trusted_proxies=("127.0.0.1",)) as world:
        ada = await world.user()
        form = {"username": ada.username, "password": "correct horse battery staple"}
        await world.client.post(
            "/api/auth/login", data=form, headers={"X-Forwarded-For": "203.0.113.9"}
        )
        answer = await world.client.get("/api/auth/sessions", headers=ada.headers)
    assert {item["ip"] for item in answer.json()["items"]} == {"127.0.0.1", "203.0.113.9"}
