"""Who owes what by when: commitments, what is said of them, deadlines, gates, indicators, plans and risks.

| module | its door |
|---|---|
| `model`, `acts` | the values; `acts.content_from(kind, data)`, `content_to(content)` |
| `proposing` | `propose(document) -> tuple[Proposal, ...]` from what `evenhand.documents.output.read_document` gives |
| `rereading` | `reread(accepted, proposals) -> Reread`: same, changed, vanished, new |
| `versions` | `amend(history, commitment, by, at, reason)`, `current(history)`, `in_force(history, at)` |
| `statuses` | `table()`, `require_allowed(act, acts)`: which status may follow which, and what it needs |
| `standing` | `standing_of(commitment, acts, at, state) -> Standing`: the views side by side, in dispute or not |
| `deadlines` | `facts_of(plan, acts, at)`, `deadlines_of(commitment, facts, as_of)`, `next_due(...)` |
| `suggesting` | `suggestions(plan, acts, at)`: what the machine proposes, such as overdue; people decide |
| `gates` | `gate_standing(gate, plan, acts, at)` |
| `indicators` | `progress_of(indicator, commitment_id, acts, at)` |
| `evaluating` | `evaluate(plan, acts, at) -> Evaluation`, `compare(before, after) -> Comparison` |
| `exporting` | `matrix_csv`, `matrix_json`, `matrix_markdown`, `risks_csv` |
| `risks` | `register(plan, acts, at)` |
| `reading` | `read_plan(files, origin) -> PlanFiles`: a plan and what is said of it, from YAML |
| `bridging` | `of_agreement(agreement)`: the commitments of an encoded agreement |
"""
