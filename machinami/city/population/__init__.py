"""The synthetic population. No real person's data."""

from machinami.city.population.fit import Fit, fit
from machinami.city.population.generator import AS_OF, generate

__all__ = ["AS_OF", "Fit", "fit", "generate"]
