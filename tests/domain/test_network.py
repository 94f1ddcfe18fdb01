from dataclasses import replace

from tests.worlds import two_hubs_network

ASKED = ("HUB", "receive", "export", "dry", "road")


def test_a_changed_network_finds_its_own_processes():
    network = two_hubs_network()
    assert network.process(*ASKED).servers == 2
    key = ("*", "receive", "any", "any", "any")
    steps = dict(network.processes) | {key: replace(network.processes[key], servers=9)}
    assert replace(network, processes=steps).process(*ASKED).servers == 9
    assert network.process(*ASKED).servers == 2
