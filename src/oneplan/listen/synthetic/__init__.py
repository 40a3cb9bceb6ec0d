"""A made-up pupil survey, for demonstrations, benchmarks and power: labelled synthetic wherever it goes."""
