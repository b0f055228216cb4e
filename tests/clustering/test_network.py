"""Settings of the kernel, which the laboratory gives to each of its machines."""

from clustering.network import kernel_settings


def test_each_interface_gets_what_a_machine_has_as_its_default() -> None:
    found = kernel_settings("eth0")
    assert found["net.ipv4.neigh.eth0.retrans_time_ms"] == "200"
    assert not [name for name in found if ".default." in name]
