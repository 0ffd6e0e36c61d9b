"""The yardstick: pyarrow reads the four columns, row group by row group, and does nothing with them."""

from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pyarrow.parquet as pq
from job import COLUMNS, Job, row_groups


def scan(job: Job):
    def one_after_the_other():
        return sum(len(part) for part in row_groups(job.fixes, COLUMNS))

    def strided(first):
        file = pq.ParquetFile(job.fixes)
        groups = range(first, file.num_row_groups, job.threads)
        return sum(len(file.read_row_group(group, columns=COLUMNS, use_threads=False)) for group in groups)

    def side_by_side():
        with ThreadPoolExecutor(job.threads) as pool:
            return sum(pool.map(strided, range(job.threads)))

    return one_after_the_other if job.threads == 1 else side_by_side


def version() -> str:
    return f"pyarrow {pa.__version__}"


TASKS = {"scan": scan}
