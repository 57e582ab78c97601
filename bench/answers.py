"""What offtake simulate and the NumPy program print, as (mean, standard error) by name."""

import json

SIGMA = 1.959963984540054  # low and high are those of 95 %


def offtake_answers(output):
    result = json.loads(output)
    error = lambda low, high: (high - low) / 2 / SIGMA  # noqa: E731
    return {**{f"NPV of {row['party']}, $":
               (row["npv_usd"], error(row["npv_low_usd"], row["npv_high_usd"]))
               for row in result["parties"]},
            **{f"short in {row['year']}, H100e":
               (row["short_h100e"], error(row["short_low_h100e"], row["short_high_h100e"]))
               for row in result["by_year"]}}


def numpy_answers(output):
    result = json.loads(output)
    pair = lambda e: (e["mean"], e["standard_error"])  # noqa: E731
    return {**{f"NPV of {party}, $": pair(e) for party, e in result["npv_usd"].items()},
            **{f"short in {year}, H100e": pair(e) for year, e in result["short_h100e"].items()}}
