"""The synthetic population. No real person's data.

``python -m machinami.city.population --people 571703`` prints how well a city fits the ward.
"""

from machinami.city.population.demo import Scenario, demo_households, demo_people, scenarios
from machinami.city.population.fit import Fit, fit
from machinami.city.population.generator import AS_OF, generate
from machinami.city.population.types import SyntheticHousehold, SyntheticPerson, show_address

__all__ = ["AS_OF", "Fit", "Scenario", "SyntheticHousehold", "SyntheticPerson", "demo_households", "demo_people", "fit",
           "generate", "scenarios", "show_address"]
