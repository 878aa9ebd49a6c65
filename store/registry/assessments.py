"""What assessors say of trials in the areas of VTV."""

from typing import Final

from sqlalchemy import func, insert, select

from care.errors import Conflict
from care.vtv import Assessment
from store.registry import trial_tables as r
from store.registry.assessment_tables import assessments
from store.registry.database import Work
from store.registry.rows import must_exist, read

MOST: Final = 1000
"""So many words of assessors one trial may have."""


class Assessments:
    """Assessments by trial; nothing is changed or taken away."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def add(self, assessment: Assessment) -> None:
        """Keep one; raises NotFound for an unknown trial, and Conflict when there are too many."""
        with self._work.writing() as db:
            must_exist(db, r.trials, "trial", id=assessment.trial)
            count = select(func.count()).select_from(assessments).where(assessments.c.trial == assessment.trial)
            if (db.execute(count).scalar() or 0) >= MOST:
                raise Conflict(f"Trial '{assessment.trial}' has {MOST} assessments, and no room for more.")
            db.execute(insert(assessments).values(**assessment.model_dump()))

    def of_trial(self, trial_id: str) -> list[Assessment]:
        """Give a trial's, oldest first."""
        columns = (column for column in assessments.c if column.name != "number")
        with self._work.reading() as db:
            query = select(*columns).where(assessments.c.trial == trial_id).order_by(assessments.c.number)
            return read(db, Assessment, query)
