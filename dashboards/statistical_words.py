"""What the statistics of trials say, in a reader's language: methods, assumptions, and why there is too little data.

``evaluation.statistics`` says it in English, with its figures in it; here stand the same texts with names in the
figures' places. A test looks for every text of those files here.
"""

import re
from functools import cache
from typing import Final

from dashboards.tongue import Tongue, message

_M: Final = message
TEXTS: Final = (
    _M("There are no data."),
    _M("There is one cluster only: nothing tells its own ups and downs from the effect."),
    _M("There are no data without the solution."),
    _M("There are no data with the solution."),
    _M("No cluster and no period has both: what the solution does cannot be told from what they are."),
    _M("All counts are zero."),
    _M("All values are the same: nothing shows how they vary by chance."),
    _M("All clusters show the very same change: nothing shows how it varies by chance."),
    _M("There are no data without the solution, or none with it."),
    _M("All counts with the solution are zero: how small the ratio is cannot be bounded."),
    _M("All counts without the solution are zero: there is nothing to hold a ratio against."),
    _M("The data are too uneven for a ratio."),
    _M("One cluster alone carries the comparison: without it nothing can be said."),
    _M("There are {clusters} clusters; {needed} are needed."),
    _M(
        "With {clusters} clusters the lot cannot speak at 95 %: of {lots} allocations the smallest p is {p}; "
        "and an interval by Student's t needs {needed} clusters."
    ),
    _M("The interval has no bounds: the data do not tell chance from effect."),
    _M("The interval of the ratio has no upper bound."),
    _M("There are data of {clusters} clusters without the solution."),
    _M("There are data of {clusters} clusters with the solution."),
    _M("cluster-period summaries, interval by inverting the randomisation"),
    _M("cluster-period summaries, t interval by jackknife ({freedom} degrees of freedom)"),
    _M("t interval by jackknife over clusters"),
    _M("The lot can speak at 95 %."),
    _M("The smallest p that the lot could give is {p}."),
    _M("Nothing else changed at the same time."),
    _M("No lot was drawn: whatever else changed is part of the estimate."),
    _M("Clusters are about normal."),
    _M("{clusters} clusters are too few to see whether they are."),
    _M("Every cluster has data in every period that counts."),
    _M("It has."),
    _M("{missing} of {all} summaries are missing or count for neither."),
    _M("The passing of time is alike in all clusters."),
    _M("The lot keeps this fair, not exact."),
    _M("Nothing is carried over from one period to the next."),
    _M("A washout helps."),
    _M("The effect is there at once and stays."),
    _M("See the sensitivity analysis by time since each cluster went over."),
    _M("No cluster is unlike all others at the beginning."),
    _M("None is."),
    _M("{far} of {all} lie far from the others."),
    _M("Marginal model (GEE)"),
    _M("Segmented regression"),
    _M("Effect by time since going over"),
    _M("Hazard of an answer (Cox; above 1 is sooner)"),
    _M("Cox model, standard errors clustered, t with {freedom} degrees of freedom"),
    _M("A Cox model needs {needed} clusters; there are {clusters}."),
    _M("The model does not converge."),
    _M("Models need the extra lab: pip install 'mistel[lab]'."),
    _M("No wait without the solution came to its end."),
    _M("No wait with the solution came to its end."),
    _M("effects by time since going over, averaged; jackknife over clusters, t with {freedom} degrees of freedom"),
    _M("The average is over {there} of {all} periods since going over."),
    _M("Effects by time need {needed} clusters; there are {clusters}."),
    _M("A summary is zero: it has no logarithm."),
    _M("No time since going over can be told from clusters and periods."),
    _M("All times since going over can be told."),
    _M("GEE, exchangeable, Mancl-DeRouen, t with {freedom} degrees of freedom"),
    _M("With {clusters} clusters and {parameters} parameters no degree of freedom is left."),
    _M("All counts of one side are zero: the model has no estimate."),
    _M("The solution cannot be told from the periods."),
    _M("segmented quasi-Poisson regression, t with {freedom} degrees of freedom"),
    _M("A trend needs {needed} periods on each side; there are {before} and {after}."),
    _M("Segmented regression is for counts."),
    _M("The trend before would have gone on."),
    _M("No lot was drawn: the data cannot tell."),
    _M("Periods do not follow each other's ups and downs."),
    _M("Too few periods to see."),
    _M("The model finds no estimate with a standard error in these data."),
    _M("The model's interval has no bounds: the data separate it."),
)
_NAMED: Final = re.compile(r"{(\w+)}")


def in_words(tongue: Tongue, text: str) -> str:
    """Say a text of the statistics in a reader's language; one that is not known as it stands."""
    for template, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found is not None:
            return tongue.say(template, **found.groupdict())
    return tongue.say(text)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((text, _pattern(text)) for text in TEXTS)


def _pattern(text: str) -> re.Pattern[str]:
    """Make a pattern that finds a figure at each name."""
    words = _NAMED.split(text)
    return re.compile(
        "".join(re.escape(one) if n % 2 == 0 else rf"(?P<{one}>[-+.,\w]+)" for n, one in enumerate(words))
    )
