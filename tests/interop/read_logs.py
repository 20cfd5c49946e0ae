"""Reads our logs as their users do: TensorBoard's EventAccumulator, Stable-Baselines3's load_results, pandas.

usage: read_logs.py FOLDER RESULT.json

Also writes FOLDER/sb3.monitor.txt: what Stable-Baselines3 itself writes for the episodes in monitor.csv.
"""

import json
import pathlib
import sys

import pandas
import stable_baselines3
import tensorboard
from stable_baselines3.common.monitor import ResultsWriter, load_results
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

folder, result = sys.argv[1:]

events = EventAccumulator(folder)
events.Reload()
scalars = {
    tag: [[event.wall_time, event.step, event.value] for event in events.Scalars(tag)]
    for tag in events.Tags()["scalars"]
}

episodes = load_results(folder)
with open(f"{folder}/monitor.csv") as file:
    header = json.loads(file.readline()[1:])
rows = episodes[["r", "l", "t"]].to_dict("records")

theirs = pathlib.Path(folder, "sb3")
theirs.mkdir()
writer = ResultsWriter(str(theirs / "monitor.csv"), header=header)
for row in rows:
    writer.write_row({**row, "l": int(row["l"]), "t": round(row["t"], 6)})
writer.close()
(theirs / "monitor.csv").rename(f"{folder}/sb3.monitor.txt")

progress = pandas.read_csv(f"{folder}/progress.csv")
json.dump(
    {
        "versions": f"stable-baselines3 {stable_baselines3.__version__}, tensorboard {tensorboard.__version__}",
        "scalars": scalars,
        "header": header,
        "episodes": rows,
        "progress": json.loads(progress.to_json(orient="records")),
    },
    open(result, "w"),
)
