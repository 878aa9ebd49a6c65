"""Rates with their uncertainty; proportions and what every figure carries stand in ``care.estimates``."""

from care.estimates import LEVEL, Estimate, Result, TooLittle, Z, proportion

__all__ = ["LEVEL", "Estimate", "Result", "TooLittle", "Z", "proportion", "rate"]


def rate(count: int, exposure: float, *, unit: str) -> Result:
    """Estimate events per unit of ``exposure`` with the exact Poisson interval (Garwood 1936).

    The bounds are the chi-squared quantiles with 2*count and 2*count + 2 degrees of freedom, halved, over the
    exposure; n is the count. Raises ValueError for a negative count or exposure.
    """
    from scipy.special import gammaincinv  # noqa: PLC0415 - slow to import, wanted only when something is scored

    if count < 0 or exposure < 0:
        raise ValueError(f"{count} events in {exposure} cannot be")
    if exposure == 0:
        return TooLittle("No time was monitored.", count)
    tail = (1 - LEVEL) / 2
    # half the chi-squared quantile with 2k degrees of freedom is the gamma quantile with shape k
    low = float(gammaincinv(count, tail)) if count else 0.0
    high = float(gammaincinv(count + 1, 1 - tail))
    return Estimate(count / exposure, low / exposure, high / exposure, count, "exact Poisson interval", unit)
