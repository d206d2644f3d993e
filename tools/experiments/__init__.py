"""Experiments: what needs more than a chapter's minutes, computed from the chapter's own cells on Dask.

`cells` turns the cells tagged ``experiment`` into a module, `grid` reads what is to be computed, `engine` computes it
on a cluster with `worker` and `runner`, and `store` keeps the table.
"""
