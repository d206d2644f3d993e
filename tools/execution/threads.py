"""How many threads each of several processes gets: `divided`.

Libraries start as many threads as there are cores, in each process. With as many processes as cores they wait for one
another: OpenBLAS's threads spin, and a logistic regression of 2 seconds takes 160. So the cores are divided.
"""

import os

VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS")


def divided(processes: int, cores: int | None = None) -> dict[str, str]:
    """Return the environment in which each of several processes has its share of the cores.

    Parameters
    ----------
    processes
        How many run at the same time, at least 1.
    cores
        Default: those that this process may use.

    Returns
    -------
    dict
        Nothing for one process: it may have all cores.

    Raises
    ------
    ValueError
        If there is no process.
    """
    if processes < 1:
        raise ValueError(f"the cores can't be divided among {processes} processes; it takes 1 or more")
    if processes == 1:
        return {}
    if cores is None:
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return dict.fromkeys(VARIABLES, str(max(1, cores // processes)))
