"""Archives of any size: files in, tables of articles and statements out, by many processes or machines.

`run` does a batch, `readings` gives back what one holds. The core is `core.read_batch`, a function from one Arrow
record batch to another; `local` and `on_ray` call it in workers (`worker`), whose child processes may crash. What is
written where is in `shards` and `manifest`, the columns in `schema`. Needs the packages of the extra ``scale``.
"""

from onrecord.batch.core import Work, read_batch
from onrecord.batch.loading import is_batch, readings
from onrecord.batch.running import Progress, Report, Request, run

__all__ = ["Progress", "Report", "Request", "Work", "is_batch", "read_batch", "readings", "run"]
