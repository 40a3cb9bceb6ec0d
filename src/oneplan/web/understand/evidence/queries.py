"""What may be read of data sets and of searches in them."""

from datetime import date

from django.db.models import Count, QuerySet

from oneplan.cells.description import Description, check_description
from oneplan.errors import NotFound
from oneplan.web.listen.models import Wave
from oneplan.web.listen.queries import list_kept
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
    """The data sets that may be kept no longer: their day has come, or their wave's answers are deleted."""
    there = DataSet.objects.filter(deleted__isnull=True)
    without_wave = there.exclude(of_wave="").exclude(of_wave__in=list_kept().values("key"))
    return list(there.filter(keep_until__lt=today) | without_wave)


def list_waves_to_bring_in() -> list[Wave]:
    """The closed waves whose answers are kept and are no data set yet."""
    taken = DataSet.objects.filter(deleted__isnull=True).exclude(of_wave="").values("of_wave")
    return list(list_kept().exclude(key__in=taken))


def find_wave_to_bring_in(key: str) -> Wave:
    """One of these waves.

    Raises
    ------
    NotFound
        When there is none of this key: it is not closed, its answers are deleted, or it is a data set.
    """
    found = next((one for one in list_waves_to_bring_in() if one.key == key), None)
    if found is None:
        raise NotFound("There is no such wave to bring in. Go back to the evidence and choose one.")
    return found


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
