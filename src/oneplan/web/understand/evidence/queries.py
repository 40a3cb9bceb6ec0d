"""What may be read of data sets and of searches in them."""

from datetime import date

from django.db.models import Count, QuerySet

from oneplan.cells.description import Description, check_description
from oneplan.errors import NotFound
from oneplan.web.understand.models import Analysis, DataSet


def list_data_sets() -> QuerySet[DataSet]:
    """The data sets that are kept."""
    return DataSet.objects.filter(deleted__isnull=True).annotate(analyses_count=Count("analyses"))


def find_data_set(key: str) -> DataSet:
    """One data set.

    Raises
    ------
    NotFound
        When there is none of this key, or it was deleted.
    """
    found = list_data_sets().filter(key=key).first()
    if found is None:
        raise NotFound("There is no such data set. Go back to the evidence and choose one.")
    return found


def list_due(today: date) -> list[DataSet]:
    """The data sets that may be kept no longer."""
    return list(DataSet.objects.filter(deleted__isnull=True, keep_until__lt=today))


def description_of(data_set: DataSet) -> Description:
    """What its columns are."""
    return check_description(data_set.description, place=data_set.title)


def list_analyses(data_set: DataSet) -> QuerySet[Analysis]:
    """The searches in a data set, the latest first."""
    return data_set.analyses.all()


def find_analysis(key: str, number: int) -> Analysis:
    """One search in a data set.

    Raises
    ------
    NotFound
        When the data set has no such search.
    """
    found = Analysis.objects.select_related("data_set").filter(data_set__key=key, pk=number).first()
    if found is None:
        raise NotFound("There is no such analysis. Go back to the data set and choose one.")
    return found
