from evenhand.simulation.reading import bundled_scenario, bundled_scenarios, read_scenario, scenario_agreement
from evenhand.sources.agreement_files import load_agreement


def test_every_network_of_a_bundled_scenario_can_be_looked_up():
    for name in bundled_scenarios():
        data = bundled_scenario(name)
        places = {place.id: (place.lon, place.lat) for place in load_agreement(scenario_agreement(data)).places}
        scenario = read_scenario(data, places=places)

        assert [scenario.network(network.id) for network in scenario.networks] == list(scenario.networks)


def test_the_number_of_a_mover_is_its_id_without_the_scheme():
    data = bundled_scenario(bundled_scenarios()[0])
    places = {place.id: (place.lon, place.lat) for place in load_agreement(scenario_agreement(data)).places}

    assert all(mover.object.endswith(f":{mover.number}") for mover in read_scenario(data, places=places).movers)
