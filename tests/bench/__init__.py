"""Benchmarks: `python -m tests.bench [--json FILE] [NAME...]`, on loopback, in five minutes.

Machines differ, and this one differs from minute to minute, so nothing here is an absolute number:
each measure is a ratio to a floor (what the machine can do at all) or to a naive way (what one
would write first), taken in the same run. Rounds are interleaved and the median round counts.
"""
