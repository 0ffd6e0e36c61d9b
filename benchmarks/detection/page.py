"""Writes the tables and the plots of docs/methods/detection-benchmark.md from what was measured."""

import os
import platform
from pathlib import Path

import answers
import boundary
import plots
from goals import AT_MOST, goals
from plan import COUNTS, PEERS, Bench, Sizes
from results import Results, load, ratio, run_of

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PAGE = "detection-benchmark.md"
NAMES = {
    "ours": "Evenhand",
    "scan": "Parquet scan alone (pyarrow)",
    "sedona_db": "SedonaDB",
    "meos": "MEOS (pymeos)",
    "canopy": "PyCanopy",
    "prepared": "shapely",
    "duck": "DuckDB spatial",
    "geopandas_join": "GeoPandas",
}


def write(bench: Bench, sizes: Sizes, folder: Path) -> None:
    """Replace what stands between the markers, and the two plots."""
    of = load(bench, sizes)
    path = folder / PAGE
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    sections = [_machine(of), _goals(of), _engines(of), _ours(of), _curve(of), _answers(of), _boundary(of), _shared(of)]
    body = "\n\n".join([*(one for one in sections if one), _failed(of)]).rstrip()
    path.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}", "utf-8")
    _plots(of, folder)


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _s(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def _times(value: float | None) -> str:
    return "" if value is None else f"{value:.2f} x" if value < 10 else f"{value:.0f} x"


def _n(value: float) -> str:
    return f"10^{len(str(int(value))) - 1}" if str(int(value)).strip("0") == "1" else f"{value:,.0f}"


def _machine(of: Results) -> str:
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    measured = [one for one in of.found.values() if "load" in one]
    loads = sorted(one["load"] for one in measured) or [0.0]
    days = sorted(one["at"][:10] for one in measured) or ["never"]
    versions = sorted({one["version"] for one in measured if "version" in one})
    when = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    return (
        f"Measured {when} on {os.cpu_count()} cores ({platform.machine()}) with {memory_gb:.0f} GB of memory, "
        f"{platform.system()}, Python {platform.python_version()}. Load average of the minute before a measurement, "
        f"our own included: {loads[len(loads) // 2]:.1f} in the middle, {loads[-1]:.1f} at most. {'; '.join(versions)}."
        + ("" if run_of(of).get("finished") else " **The run was not finished.**")
    )


def _goals(of: Results) -> str:
    rows = []
    for goal in goals(of):
        bound = [f"{goal.sense} {value:g}{' x' if goal.unit == 'x' else goal.unit}" for value in (goal.must, goal.aim)]
        said = [
            "" if value is None else f"{value:.3g}{' x' if goal.unit == 'x' else goal.unit}"
            for value in (goal.measured, goal.published)
        ]
        aim = bound[1].removeprefix(f"{AT_MOST} ").removeprefix("at least ")
        rows.append([goal.what, bound[0], aim, said[0], goal.verdict, said[1]])
    return "## Goals\n\n" + table(["", "must", "aim", "measured", "", "on the published workload"], rows)


def _engines(of: Results) -> str:
    scan = of.of(engine="scan", task="scan")
    rows = []
    for engine in ("scan", "ours", *PEERS):
        points, full = of.of(engine=engine, task="points"), of.of(engine=engine, task="full")
        full = scan if engine == "scan" else full
        if points is None and full is None:
            continue
        largest = max(one["peak_mb"] for one in (points, full) if one)
        runs = ", ".join(str(one["times"]) for one in (points, full) if one)
        cells = [f"{_s(one and one['cpu_s'])}" for one in (points, full)]
        slower = _times(ratio(full and full["cpu_s"], scan and scan["cpu_s"]))
        rows.append([NAMES[engine], *cells, _s(full and full["wall_s"]), slower, f"{largest:.0f}", runs])
    sphere = of.of(engine="sedona_db", task="points-sphere")
    if sphere:
        cells = [_s(sphere["cpu_s"]), "", "", "", f"{sphere['peak_mb']:.0f}", str(sphere["times"])]
        rows.append(["SedonaDB geography (a sphere)", *cells])
    head = ["engine", "points, CPU s", "full job, CPU s", "wall s", "to the scan", "peak MB", "runs"]
    return (
        f"## Side by side: {_n(of.sizes.main)} fixes, 61 areas, one core\n\n"
        + table(head, rows)
        + "\n\n![CPU seconds of the full job by engine](detection-benchmark-engines.svg)"
    )


def _ours(of: Results) -> str:
    main, scan = of.sizes.main, of.cpu(engine="scan", task="scan")
    compact, time = of.named(f"compact-{main}"), of.named(f"time-{main}")
    crowd = [of.named(f"{order}-{main}-{of.sizes.objects}") for order in ("object", "time")]
    cases = [
        ("default layout", {}),
        ("default layout, with distances", {"task": "depth"}),
        ("two threads", {"threads": 2}),
        ("two threads, with distances", {"task": "depth", "threads": 2}),
        ("our layout", {"fixes": compact}),
        ("our layout, with distances", {"fixes": compact, "task": "depth"}),
        ("sorted by time", {"fixes": time}),
        ("sorted by time, with distances", {"fixes": time, "task": "depth"}),
        *((f"{n:,} areas", {"areas": of.named(f"areas-{n}")}) for n in of.sizes.areas),
        (f"{of.sizes.areas[0]:,} areas of full size", {"areas": of.named(f"areas-{of.sizes.areas[0]}-deep")}),
        (f"{of.sizes.objects:,} objects", {"fixes": crowd[0]}),
        (f"{of.sizes.objects:,} objects, sorted by time", {"fixes": crowd[1]}),
        ("kinds and times of day on half of the areas", {"task": "windows"}),
        ("points in areas only", {"task": "points"}),
    ]
    rows = []
    for name, changes in cases:
        one = of.of(**changes)
        if one:
            index = of.cpu(task="index", areas=changes["areas"]) if "areas" in changes else None
            told = f"{one['answer'].get('intervals', 0):,}" if "intervals" in one["answer"] else ""
            rows.append([
                name, _s(one["cpu_s"]), _s(one["wall_s"]), _times(ratio(one["cpu_s"], scan)), f"{one['peak_mb']:.0f}",
                told, _s(index),
            ])  # fmt: skip
    start = of.found.get("ours-start")
    said = ""
    if start:
        cold, kept = (start[name]["wall_s"] for name in ("cold", "kept"))
        said = (
            f"\n\nCompilation, apart: from the start of Python to the first answer {cold:.1f} s with nothing compiled "
            f"(once per machine, at set-up), {kept:.2f} s with the compiled kernels kept."
        )
    head = [
        "the full job",
        "CPU s",
        "wall s",
        "CPU to the default scan",
        "peak MB",
        "intervals",
        "of which index, CPU s",
    ]
    return f"## Our kernel: {_n(main)} fixes\n\n" + table(head, rows) + said


def _curve_rows(of: Results) -> list[tuple[int, dict, dict | None]]:
    found = []
    for n in of.sizes.curve:
        file = of.named(f"object-{n}")
        one = of.of(task="depth", fixes=file)
        if one:
            found.append((n, one, of.of(engine="scan", task="scan", fixes=file)))
    return found


def _curve(of: Results) -> str:
    rows = [
        [
            _n(n), _s(one["cpu_s"]), f"{one['cpu_s'] / n * 1e9:.0f}", _s(scan and scan["cpu_s"]),
            f"{one['peak_mb']:.0f}", f"{one['answer'].get('intervals', 0):,}",
        ]
        for n, one, scan in _curve_rows(of)
    ]  # fmt: skip
    head = ["fixes", "CPU s", "ns a fix", "scan alone, CPU s", "peak MB", "intervals"]
    return (
        "## The curve: full job with distances, default layout, one core\n\n"
        + table(head, rows)
        + "\n\n![CPU time and peak memory over the number of fixes](detection-benchmark-curve.svg)"
    )


def _answers(of: Results) -> str:
    folder, small = of.bench.results, of.named(f"object-{of.sizes.small}")
    straight = folder / "answer-ours-planar.parquet"
    if not straight.exists():
        return ""
    first, rows = answers.load(str(straight)), []
    for engine in ("ours-planar", *PEERS, "ours"):
        path = folder / f"answer-{engine}.parquet"
        fixes = of.named(f"planar-object-{of.sizes.small}") if engine == "ours-planar" else small
        one = of.of(engine=engine.removesuffix("-planar"), task="full", fixes=fixes)
        if one is None or not path.exists():
            continue
        found, told = answers.load(str(path)), one["answer"]
        compared = answers.compare(first, found)
        counted = "hits" in told and engine != "ours-planar"
        hits = [f"{told['hits']:,}", f"{told['without_fix']:,}"] if counted else ["", ""]
        apart = [f"{compared.apart_ms:.3f}", f"{compared.farthest_ms:,.3f}"] if engine != "ours-planar" else ["", ""]
        rows.append([
            NAMES.get(engine, "Evenhand, steps straight in degrees"),
            f"{told['intervals']:,}", str(answers.lone_fixes(found)), f"{told['hours']:,.3f}", *hits,
            f"{compared.only_first} / {compared.only_second}", *apart,
        ])  # fmt: skip
    head = ["engine", "intervals", "of no length", "hours", "fixes inside", "without a fix",
            "only the first row's / only its own", "99.9 % of instants within, ms", "farthest, ms"]  # fmt: skip
    return f"## The same answer: {_n(of.sizes.small)} fixes, 61 areas\n\n" + table(head, rows)


def _boundary(of: Results) -> str:
    points = of.bench.data / "boundary.parquet"
    if not points.exists():
        return ""
    offsets = [f"{name} {offset_m}" for name in ("edges", "disc") for offset_m in boundary.OFFSETS_M]
    rows = []
    for engine, task, name in (
        *((e, "which", n) for e, n in NAMES.items()),
        ("sedona_db", "which-sphere", "SedonaDB geography"),
    ):
        for shape, words in (("drawn", "corners"), ("dense", "to 2 cm"), ("fine", "to 2 mm")):
            one = of.of(engine=engine, task=task, fixes=str(points), areas=of.named(f"boundary-{shape}"))
            path = one and of.bench.results / f"{one['key']}.parquet"
            if path and path.exists():
                wrong = boundary.wrong(str(points), str(path))
                rows.append([name, words, *(wrong[offset] for offset in offsets)])
    worst = " and ".join(f"{metres:,.0f} m" for metres in boundary.planar_error_m())
    head = ["engine", "edges followed", *(f"{o.split()[0]}, {float(o.split()[1]):g} m" for o in offsets)]
    return (
        "## Wrong answers beside the boundary\n\n" + table(head, rows) + "\n\n"
        f"Drawn straight in degrees, the edges of the two areas lie up to {worst} from the true ones."
    )


def _shared(of: Results) -> str:
    rows = []
    for n, counts in COUNTS.items():
        file, areas = of.named(f"shared-{n}"), of.named("areas-shared")
        planar = of.named(f"planar-shared-{n}")
        cases = [("six planar engines, published", {"answer": counts}), ("Evenhand", of.of(fixes=file, areas=areas))]
        cases += [("Evenhand, steps straight in degrees", of.of(fixes=planar, areas=areas))]
        cases += [
            (NAMES[engine], of.of(engine=engine, fixes=file, areas=areas))
            for engine in ("sedona_db", "meos", "prepared")
        ]
        if not any(case for _, case in cases[1:]):
            continue
        for name, one in cases:
            if one:
                told = one["answer"]
                hits = f"{told['hits']:,}" if "hits" in told and "planar" not in one.get("key", "") else ""
                counts_told = [hits, f"{told['intervals']:,}", f"{told['hours']:,.3f}"]
                rows.append([_n(n), name, *counts_told, _s(one.get("cpu_s"))])
        for engine in ("ours", "sedona_db", "canopy"):
            one = of.of(engine=engine, task="points", fixes=file, areas=areas)
            if one:
                rows.append(
                    [_n(n), f"{NAMES[engine]}, points only", f"{one['answer']['hits']:,}", "", "", _s(one["cpu_s"])]
                )
    if not rows:
        return ""
    return "## The workload of the published counts\n\n" + table(
        ["fixes", "", "fixes inside", "intervals", "hours", "CPU s"], rows
    )


def _failed(of: Results) -> str:
    lines = [f"* {one['key']}: {_word(one['failed'])}" for one in of.failed()]
    return "## What failed\n\n" + "\n".join(lines) if lines else ""


def _word(said: str) -> str:
    """The line that names the error."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return next((line for line in lines if "Error" in line), lines[-1] if lines else "no word")


def _plots(of: Results, folder: Path) -> None:
    rows = []
    for engine in ("scan", "ours", *PEERS):
        one = of.of(engine=engine, task="scan" if engine == "scan" else "full")
        if one:
            label = f"{NAMES[engine]}"
            rows.append(plots.Bar(label=label, value=one["cpu_s"], text=f"{_s(one['cpu_s'])} s", ours=engine == "ours"))
    if rows:
        title = f"Full job, {_n(of.sizes.main)} fixes, 61 areas, one core: CPU seconds"
        (folder / "detection-benchmark-engines.svg").write_text(plots.bars(title, rows), "utf-8")
    found = _curve_rows(of)
    if len(found) > 1:
        scan = [(n, one["cpu_s"]) for n, _, one in found if one]
        panels = [
            ("CPU time, and that of the Parquet scan alone", "s", [(n, one["cpu_s"]) for n, one, _ in found], scan),
            ("Peak memory", "MB", [(n, one["peak_mb"]) for n, one, _ in found], []),
        ]
        svg = plots.curve("Full job with distances over the number of fixes, one core", panels)
        (folder / "detection-benchmark-curve.svg").write_text(svg, "utf-8")
