"""Messages of the Problems of the library. Made by tools/messages.py; do not edit."""
# ruff: noqa: E501

from django.utils.translation import gettext_noop

MESSAGES = {
    "agreements.antimeridian": gettext_noop(
        "A shape reaches or crosses the 180th meridian or a pole near longitude {lon:.3f}. Split it there into two shapes."
    ),
    "agreements.area-in-circle": gettext_noop(
        "The area {area!r} is drawn from itself. Break the circle of references."
    ),
    "agreements.bad-case-line": gettext_noop(
        "The line {line!r} of a case cannot be read at {part!r}. Write it as: {form}."
    ),
    "agreements.empty-area": gettext_noop(
        "The area {area!r} has no surface left. Look at what its difference cuts away."
    ),
    "agreements.faulty": gettext_noop(
        "{origin} has {count} fault(s). {first} Mend each fault that is listed and read the agreement again."
    ),
    "agreements.no-places": gettext_noop(
        "There is no place near {lat:.4f},{lon:.4f}, for the gazetteer of {where} is empty. Add places.yaml."
    ),
    "agreements.no-such-area": gettext_noop("The agreement {agreement} has no area {area!r}. It has: {known}."),
    "agreements.no-such-entry": gettext_noop(
        "The agreement has no {noun} {entry!r} that could be changed. It has: {known}."
    ),
    "agreements.not-editable": gettext_noop("{field!r} of a rule cannot be changed here. What can be: {fields}."),
    "agreements.not-one-agreement": gettext_noop(
        "The versions belong to different agreements: {agreements}. Pass versions of one agreement."
    ),
    "agreements.side-unclear": gettext_noop(
        "A line of {vertices} points meets itself, so that left and right of it are not told apart. Use side: both, or draw the area as a polygon."
    ),
    "agreements.standard-procedure-broken": gettext_noop(
        "The standard procedure {file} has a fault in line {line}: {fault}. Restore the file that is shipped."
    ),
    "agreements.unknown-case-place": gettext_noop(
        "The line {line!r} of a case names {place!r}, which is no place of the agreement. Add it to places.yaml."
    ),
    "agreements.version-twice": gettext_noop(
        "Version {version!r} of {agreement} is there twice with different content. Give one of them a new number."
    ),
    "cases.above-cap": gettext_noop(
        "The standard of proof {claimed} is above {allowed}: {reason} State {allowed} at most, or add evidence."
    ),
    "cases.attribution": gettext_noop(
        "The attribution {attribution} goes with {expected}, and {parties!r} is named. Make them agree."
    ),
    "cases.backwards": gettext_noop(
        "The act is of {at} and the one before it of {last}. Acts are entered in the order in which they are done."
    ),
    "cases.bad-signature": gettext_noop(
        "The signature with the key {key} is not one of this position: {fault}. Sign what the page shows, anew."
    ),
    "cases.clock-stands": gettext_noop(
        "The clock {clock!r} is not running, or {until} is not after what is due ({due}). Running are: {running}."
    ),
    "cases.has-spoken": gettext_noop(
        "{side} has spoken on version {version}, and what it said stays. It cannot be recorded as absent."
    ),
    "cases.id-taken": gettext_noop("The case has a {noun} {value!r} already. Look at it, and give yours another id."),
    "cases.lead-not-in-team": gettext_noop("{lead!r} is to lead the team and is not in it. Members are: {members}."),
    "cases.no-such": gettext_noop("The case has no {noun} {value!r}. It has: {known}."),
    "cases.no-such-counting-rule": gettext_noop(
        "{agreement} has no counting rule {rule!r} that can be run. Choose one of: {known}."
    ),
    "cases.no-such-grouping": gettext_noop("Totals cannot be split by {by!r}. Choose one of: {known}."),
    "cases.no-such-step": gettext_noop(
        "The case is {state}; {step!r} is no step from there. From there you can: {possible}."
    ),
    "cases.no-text": gettext_noop("{what} says nothing: {value!r}. Write it in one language at least."),
    "cases.not-a-statement": gettext_noop(
        "The {what} cannot be read: {fault}. Give the two files as the page of the position hands them out."
    ),
    "cases.not-absent-yet": gettext_noop("{side} has until {due} to comment. It can be recorded as absent after that."),
    "cases.not-before-it": gettext_noop(
        "The case is {state}, and this would be an act of {body}. Wait until it is before that body."
    ),
    "cases.not-cleared": gettext_noop(
        "The visit {visit} ends at {ends_at}, its clearance is {clearance!r} until {until}. Have it cleared first."
    ),
    "cases.not-here": gettext_noop("{act!r} cannot be done while the case is {state}. It can in: {states}."),
    "cases.not-latest": gettext_noop(
        "This is about version {given} of the {noun}; the latest is {latest}. Read that one, then do it again."
    ),
    "cases.not-now": gettext_noop("{what!r} cannot be done now. Look at the case again, or ask the mechanism."),
    "cases.not-observations": gettext_noop(
        "{what}: {fault}. Give a table of OBSERVATIONS; docs/methods/counting.md lists its columns."
    ),
    "cases.not-opened": gettext_noop("{what!r} comes before the case is opened. Open it first."),
    "cases.not-owner": gettext_noop(
        "The response {response} is owned by {owner}, not by {organisation}. Leave the report on it to them."
    ),
    "cases.not-present": gettext_noop(
        "{user} is not entered as present at meeting {meeting}. Only who is present votes."
    ),
    "cases.not-ready": gettext_noop("{step!r} cannot be taken yet. Missing: {missing}"),
    "cases.not-reported": gettext_noop(
        "Nobody has reported on the response {response}. It can be found {allowed} only, once it is due at {due}."
    ),
    "cases.not-shown": gettext_noop(
        "Of acts {acts}, {missing} are not released to {to!r}. Recall what was shown to them."
    ),
    "cases.not-signed": gettext_noop(
        "The position {position} carries no signature. Sign it in the browser, or let the server attest it."
    ),
    "cases.not-their-minutes": gettext_noop(
        "{user} is not entered as present at meeting {meeting}. Minutes are for who was there, or the mechanism."
    ),
    "cases.not-visited": gettext_noop(
        "The basis says that a team was there; no visit of {visits} was held. Enter the visit, or take it out."
    ),
    "cases.not-your-side": gettext_noop("You sit for {own} and this would speak for {side}. Leave it to them."),
    "cases.not-yours": gettext_noop("{what!r} is for {by}; you act as {functions}. Ask one of them."),
    "cases.one-sided": gettext_noop(
        "{what} would be of {side} alone. Add an international monitor, or a member of another side."
    ),
    "cases.opened-twice": gettext_noop("The case was opened on {at} already. Open another one."),
    "cases.other-finding": gettext_noop(
        "The position is on a finding with the digest {given}; version {version} has {digest}. Read it again."
    ),
    "cases.own-response": gettext_noop(
        "{organisation} owns the response {response}. Its verification is for somebody else."
    ),
    "cases.same-case": gettext_noop("{case} would be joined to itself. Name the other case."),
    "cases.times": gettext_noop(
        "{what} is from {begins_at} to {ends_at}; now it is {now}. Correct the order, or what lies ahead."
    ),
    "cases.unanswered": gettext_noop(
        "The finding says {outcome}; not answered: {questions}. Answer them, if only with undetermined."
    ),
    "cases.unknown-act": gettext_noop("{kind!r} is no act of a case. Known are: {known}."),
    "cases.unknown-party": gettext_noop("{party!r} is no party of the agreement. Parties are: {parties}."),
    "cases.verifier-reported": gettext_noop("{user} brought this matter and cannot verify it. Choose somebody else."),
    "cases.weak-key": gettext_noop("The key {key} is none that can sign: {fault}. Make a new key."),
    "commitments.another-commitment": gettext_noop(
        "{given!r} is no version of {known!r}. Amend {known!r}, or accept {given!r} as one of its own."
    ),
    "commitments.change-needs": gettext_noop(
        "To hold {commitment} to be {to!r} needs {missing}. Add it and send it again."
    ),
    "commitments.faulty-plan": gettext_noop(
        "The plan {origin} has {count} fault(s). {first} Mend each fault that is listed and read the plan again."
    ),
    "commitments.not-allowed": gettext_noop(
        "{body} holds {commitment} to be {status!r}; {to!r} cannot follow. From there it can be: {possible}."
    ),
    "commitments.nothing-changed": gettext_noop(
        "The new version of {commitment!r} says what version {version} says. Change something, or leave it."
    ),
    "commitments.status-table-broken": gettext_noop(
        "The table of statuses {file} has a fault: {fault}. Restore the file that is shipped."
    ),
    "commitments.unknown-act": gettext_noop(
        "{kind!r} is nothing that can be said of a commitment. Known are: {known}."
    ),
    "council.bad-month": gettext_noop("{value!r} is no month from 1945-01 to 2199-12. Write it as 2020-02."),
    "council.closed-content": gettext_noop(
        "{points} points tell what was said in a closed meeting ({format}) of {day}, and no document is named that makes it public. Name its symbol under the source, or keep the record within the desk."
    ),
    "council.ends-before": gettext_noop("{what} ends on {ends}, before it begins on {begins}. Correct one of the two."),
    "council.missing-value": gettext_noop("{path} is missing. It has to be {expected}; fill it in."),
    "council.no-disclaimer": gettext_noop(
        "The assessment of {month} says nowhere whose views it gives. Take the disclaimer with which it was made."
    ),
    "council.no-such-kind": gettext_noop("There are no records of the kind {kind!r}. Choose one of: {kinds}."),
    "council.not-readable": gettext_noop("{path}: {value!r} is not {expected}. Correct it and send the record again."),
    "council.unknown-count": gettext_noop("{key!r} is nothing that is counted here. Use one of: {keys}."),
    "council.unknown-field": gettext_noop("{path}: there is no field {value!r} here. Use one of: {expected}."),
    "detection.bad-column": gettext_noop(
        "Column {column!r} of the positions is {found} where {expected} without nulls is needed. Convert it first."
    ),
    "detection.bad-coordinates": gettext_noop(
        "Row {row} of the positions lies at longitude {lon}, latitude {lat}, which is no place on Earth. Give degrees within 180 and 90, or leave the row out."
    ),
    "detection.bad-distance": gettext_noop(
        "Two objects are to be closer than {distance_m} m. Give a distance above 0 and up to {most_m} m."
    ),
    "detection.bad-grid": gettext_noop(
        "Cells of {cell_deg} degrees and bins of {bin} cannot be counted. Give cells from 0.02 to 10 degrees, and a bin that divides a day and lasts a second or longer."
    ),
    "detection.grids-differ": gettext_noop(
        "Coverage in cells of {one} cannot be added to coverage in cells of {other}. Count both on one grid first."
    ),
    "detection.late-fix": gettext_noop(
        "{object} has a fix at {seen_at} that comes after a later one ({before}), or after another of the same instant further east. A stream needs each object's fixes in order of time. Load the files into the lake, which sorts them, and read that."
    ),
    "detection.no-such-format": gettext_noop("Alerts cannot be written as {format!r}. Choose one of: {known}."),
    "detection.too-many-meetings": gettext_noop(
        "More than {most} times of two objects closer than {distance_m} m were found, and more would not fit. Ask for a shorter distance, a longer stay, fewer categories, or leave out the places where many lie together."
    ),
    "documents.too-large": gettext_noop(
        "This text has {signs} signs; at most {most} are read at once. Divide it at a page and read the parts."
    ),
    "documents.unreadable-docx": gettext_noop(
        "This is no DOCX file that can be read: {reason}. Save it again as .docx, or as text, and read that."
    ),
    "documents.unreadable-pdf": gettext_noop(
        "This PDF cannot be read: {reason}. Open it in a reader, print it to a new PDF, and read that."
    ),
    "evidence.bad-act": gettext_noop(
        "Act {number} of the custody record cannot be read: {fault}. Export the record again."
    ),
    "evidence.bad-digest": gettext_noop("{value!r} is no SHA-256. Write it as 64 hexadecimal digits, or in base64."),
    "foundation.bad-route": gettext_noop(
        "{value!r} is no route: {fault}. Write 31.21,16.59; 31.43,15.25 (latitude first) or LINESTRING (16.59 31.21, 15.25 31.43)."
    ),
    "foundation.interval-backwards": gettext_noop(
        "{field} begins at {begins_at!s} and ends at {ends_at!s}. Put the earlier instant first."
    ),
    "foundation.malformed": gettext_noop(
        "The {what} cannot be taken as it is: {faults}. Correct this and send it again."
    ),
    "foundation.naive-instant": gettext_noop(
        "{field} is {value!s}, which has no time zone. Write it as 2026-03-01T00:00:00Z."
    ),
    "foundation.no-such-phrase": gettext_noop(
        "The phrase {key!r} is missing from {package} in {language}. Add it to {language}.yaml there."
    ),
    "foundation.not-a-distance": gettext_noop(
        "{field} is {value!r}, which is not a distance. Write a number and a unit: 500 m, 15 km, 12 nmi."
    ),
    "foundation.not-a-duration": gettext_noop(
        "{field} is {value!r}, which is not a length of time. Write a number and a unit: 30 min, 4 h, 90 days."
    ),
    "foundation.not-a-speed": gettext_noop(
        "{field} is {value!r}, which is not a speed. Write a number and a unit: 2 kn, 30 km/h, 5 m/s."
    ),
    "foundation.not-an-instant": gettext_noop(
        "{field} is {value!r}, which is not a date and time. Write it as 2026-03-01T00:00:00Z."
    ),
    "incidents.bad-scorecard": gettext_noop(
        "The scorecard cannot be read: {fault}. Learn it again, or take the one that is shipped."
    ),
    "incidents.bad-statement": gettext_noop(
        "Statement {statement}: {column} is {value}; it must be {expected}. Correct it, or leave it out."
    ),
    "incidents.contradictory": gettext_noop(
        "Decision {apart} says that {one} and {other} are two events, but {chain} say that they are one. Take one of these decisions back first."
    ),
    "incidents.no-labels": gettext_noop(
        "Of {count} labelled pairs {same} are of one event. Label at least {least} of each kind to learn from."
    ),
    "incidents.no-such-statement": gettext_noop(
        "The labelled pair names the statement {statement!r}, which is not in the table. Give both or neither."
    ),
    "incidents.not-among": gettext_noop(
        "There is no statement {statement!r} among those that were looked at. Take an id of the table."
    ),
    "incidents.statement-twice": gettext_noop(
        "The statement {statement!r} is there more than once. Give each its own id."
    ),
    "incidents.too-many-sources": gettext_noop(
        "A scorecard tells at most {most} sources apart; {count} were named. Name the ones that report most."
    ),
    "ledger.author-bad": gettext_noop(
        "The signature that is shown as the author's ({key}) is not one of this statement. Ask for it again; if it stays, the author did not sign it."
    ),
    "ledger.bad-key": gettext_noop(
        "{value!r} is no key: {fault}. Write it as name+id+key, as whoever holds the key prints it."
    ),
    "ledger.bad-memory": gettext_noop(
        "What this witness remembers of {origin} cannot be read: {fault}. Restore it from a copy; without it, it must begin anew and cannot vouch for what came before."
    ),
    "ledger.bad-name": gettext_noop(
        "{path} cannot be the name of a file in an archive. Use names without \\, control characters or a dot at the front."
    ),
    "ledger.bad-policy": gettext_noop(
        "Line {line} of the policy is {text!r}: {fault}. Put it right; docs/methods/ledger.md shows a policy."
    ),
    "ledger.beyond-log": gettext_noop(
        "A field or a piece of evidence is said to be of entry {number}, and the log has {size} entries. It was put in: do not rely on it."
    ),
    "ledger.checkpoint-conflicts": gettext_noop(
        "{path}: at {size} entries the log signed the root {signed}, and its first {size} entries here have the root {found}. The log showed two histories: keep this archive, it proves that."
    ),
    "ledger.entry-changed": gettext_noop(
        "Entry {index} is not the one that the log's tree of {size} entries was built on: its bundle and {path} part there. Keep this copy: it shows what was changed."
    ),
    "ledger.entry-too-long": gettext_noop(
        "The entry has {size} bytes; a log takes {limit} at most. Log its digest, and keep the content outside."
    ),
    "ledger.evidence-loose": gettext_noop(
        "The bundle says that its entry names the evidence {digest} in the field {field}, and what is shown of that field does not name it. Ask for the bundle again from whoever gave it."
    ),
    "ledger.exhibit-loose": gettext_noop(
        "Line {line} of {path}: the evidence {digest} is said to be of entry {number}, and no field of it that is shown there names it. Nothing ties it to the record."
    ),
    "ledger.field-bad": gettext_noop(
        "What is shown as {field} is not what the statement was made with. The value or its salt was changed: ask for it again from whoever showed it."
    ),
    "ledger.file-changed": gettext_noop(
        "{path} is not the file that the archive's list names: its SHA-256 is {found}, listed is {listed}. It was changed after the archive was made; get it again, and keep this one."
    ),
    "ledger.file-missing": gettext_noop(
        "The archive's list names {path}, and it is not there. Get the archive again; until then what it held is neither proved nor disproved."
    ),
    "ledger.file-unlisted": gettext_noop(
        "{path} is in the archive and not on its list. It was put in later: do not rely on it."
    ),
    "ledger.journal-damaged": gettext_noop(
        "The journal {path} is damaged at byte {at}: {fault}. Entries that were acknowledged may be lost; restore the disk, and let the witnesses say what they saw."
    ),
    "ledger.key-not-yet": gettext_noop(
        "The author's key {key} was enrolled by entry {enrolled} of the log; this is entry {entry}, which came before. Ask the author by another way."
    ),
    "ledger.key-retired": gettext_noop(
        "The author's key {key} was retired by entry {retired} of the log; this is entry {entry}, which came later. Somebody else may hold that key: ask the author by another way."
    ),
    "ledger.key-revoked": gettext_noop(
        "The log {origin} signed its {size} entries with a key that was revoked before. Somebody else may hold that key: do not use this, keep it, and tell the witnesses."
    ),
    "ledger.line-bad": gettext_noop(
        "Line {line} of {path} is not what an archive holds there: {fault}. Get the archive again."
    ),
    "ledger.log-damaged": gettext_noop(
        "The log on this disk does not hold what it signed: {fault}. Nothing more is signed; restore the disk, and let the witnesses say what they saw."
    ),
    "ledger.log-stopped": gettext_noop(
        "A write to the log of {origin} failed, and nobody knows what of it lasts. Open the log again: that finds out."
    ),
    "ledger.no-policy": gettext_noop(
        "The archive brings no policy in {path} ({fault}), and none was given, so nobody says which key is the log's. Give the policy that you got by another way."
    ),
    "ledger.no-such-field": gettext_noop("The statement has no field {field!r}. It has: {fields}."),
    "ledger.no-such-step": gettext_noop(
        "A tree of {size} entries never had {old}. Ask for a proof from a smaller size to a larger one."
    ),
    "ledger.not-a-bundle": gettext_noop(
        "This is no bundle of a proof: {fault}. Ask for it again from whoever gave it."
    ),
    "ledger.not-a-checkpoint": gettext_noop(
        "This is no checkpoint of a log: {fault}. Get it again from its source, byte for byte."
    ),
    "ledger.not-a-history": gettext_noop(
        "This is no history of policies: {fault}. Get it again from whoever gave it, byte for byte."
    ),
    "ledger.not-a-proof": gettext_noop("This is no proof of a log: {fault}. Ask the log for the proof again."),
    "ledger.not-a-request": gettext_noop(
        "This is no request to a witness: {fault}. Write it as C2SP tlog-witness says."
    ),
    "ledger.not-a-statement": gettext_noop(
        "This entry is no statement: {fault}. Check that it is the entry that the proof is of, byte for byte."
    ),
    "ledger.not-a-step": gettext_noop(
        "This is no step from one policy to the next: {fault}. Make it with: evenhand policy change"
    ),
    "ledger.not-an-alarm": gettext_noop(
        "This is no alarm of a witness: {fault}. Get it again from the witness, byte for byte."
    ),
    "ledger.not-an-archive": gettext_noop(
        "This is no archive of a record: {path}: {fault}. Get the whole archive again from whoever handed it over."
    ),
    "ledger.not-consistent": gettext_noop(
        "The tree of {size} entries is not proved to hold the earlier {old} unchanged: {fault}. Take the proof from the log anew; if it fails again, the log was rewritten."
    ),
    "ledger.not-continued": gettext_noop(
        "This entry does not show that {origin} continues an earlier log: {fault}. Ask whoever runs the log for the proof of its first entry, with the field {field}."
    ),
    "ledger.not-from-log": gettext_noop(
        "The log {origin} did not sign this checkpoint with a key that is known ({known}). Check the log's key with whoever runs it, by another way than this file."
    ),
    "ledger.not-in-tree": gettext_noop(
        "Entry {index} is not in a tree of {size} entries. Ask for one from 0 to the size less one."
    ),
    "ledger.not-included": gettext_noop(
        "Entry {index} is not proved to be in the tree of {size} entries: {fault}. Take the proof from the log anew; if it fails again, the entry or the log was changed."
    ),
    "ledger.not-signed": gettext_noop(
        "None of the known keys signed this ({known}); it is signed by {found}. Check which log or witness it is of."
    ),
    "ledger.not-what-was-seen": gettext_noop(
        "This is not what a witness saw: {fault}. Ask the other witness to write it again."
    ),
    "ledger.note-malformed": gettext_noop(
        "This is no signed note: {fault}. Get it again from its source, byte for byte."
    ),
    "ledger.opening-bad": gettext_noop(
        "Line {line} of {path}, entry {number}, field {field}: {fault} It was changed: do not rely on it."
    ),
    "ledger.page-changed": gettext_noop(
        "{path} does not show what the log and the openings hold. Do not rely on the page in the browser; get the archive again."
    ),
    "ledger.policy-not-in-history": gettext_noop(
        "The policy that you trust (SHA-256 {digest}) is none of the {count} in this history. Ask for the history that begins with yours."
    ),
    "ledger.root-changed": gettext_noop(
        "The {size} entries that the log shows have the root {found}; it signed {signed}. Entries were changed, put in or taken away. Keep this copy: it shows what was changed."
    ),
    "ledger.signature-bad": gettext_noop(
        "The signature of {name} is not one of this text. The text or the signature was changed: keep both, and ask {name}."
    ),
    "ledger.stale-cosignature": gettext_noop(
        "The cosignature is of a checkpoint that is no longer the newest ({size} entries now). Cosign the new one."
    ),
    "ledger.step-not-approved": gettext_noop(
        "Step {number} of the history is not signed by enough of the witnesses of the policy {side} it; still lacking: {lacking}. Do not use what follows it, unless somebody whom you trust gives you the later policy itself."
    ),
    "ledger.tile-damaged": gettext_noop(
        "{path} is damaged: {fault}. Get the file again, and keep this one: it shows what was changed."
    ),
    "ledger.tile-missing": gettext_noop(
        "The log has no {path}, which its tree of {size} entries needs. Get the whole log again; where it was never there, entries were taken away."
    ),
    "observations.catalogue-damaged": gettext_noop(
        "The lake's catalogue entry {name} cannot be read ({fault}). Remove it and load the file again."
    ),
    "observations.lake-damaged": gettext_noop(
        "The lake cannot read {path} ({fault}). Restore it from a backup or load the files again."
    ),
    "observations.not-in-layout": gettext_noop(
        "Column {column!r} is {found}, where positions in our layout have {expected}. Read the file as it is."
    ),
    "observations.not-in-the-lake": gettext_noop(
        "The lake holds no file whose hash begins with {digest}. `evenhand lake list` shows what it holds."
    ),
    "observations.not-positions": gettext_noop(
        "{path} lacks column {column!r} of positions ({expected}). Load it into a lake, which knows many formats."
    ),
    "observations.schema-mismatch": gettext_noop(
        "{what} needs a {schema} table, but column {column!r} is {found} instead of {expected}. Convert it first."
    ),
    "observations.store-empty": gettext_noop(
        "{address} holds neither a lake nor Parquet files. Load files with `evenhand lake add` first."
    ),
    "observations.store-unreadable": gettext_noop(
        "{address} cannot be read ({fault}). Check the address, the rights, and that the package for such addresses is installed."
    ),
    "pipeline.another-version": gettext_noop(
        "A worker of Spark at {master} runs evenhand {found}, and this process {expected} ({mine} and {theirs} by their code). Install the same on every worker: two versions may give two answers."
    ),
    "pipeline.spark-failed": gettext_noop(
        "Spark at {master} did not run the tasks ({fault}). Check that Java 17 or newer is there, that the master answers, and that its workers have the same version of evenhand and reach the same files."
    ),
    "pipeline.state-damaged": gettext_noop(
        "The state in {folder} cannot be read ({fault}). Remove that folder: it is made again from the lake."
    ),
    "pipeline.state-in-use": gettext_noop(
        "Another process is writing the state in {folder}. Wait until it is done, or stop it first."
    ),
    "pipeline.state-of-another": gettext_noop(
        "The state in {folder} is about {kept!r}, not about {given!r}. Give each agreement a folder of its own."
    ),
    "registers.bad-amount": gettext_noop(
        "{value!r} is no amount. Write 120, 100-150, ~120 (about), >=100 (at least) or <=150 (at most); leave it empty where it is unknown."
    ),
    "registers.bad-day": gettext_noop("{field} is {value!r}. Write a day as 2020-12-29."),
    "registers.bad-register": gettext_noop(
        "The register {register} cannot be read at {where}: {fault}. Put the file right; docs/methods/registers.md shows one."
    ),
    "registers.missing": gettext_noop("{field} is missing. Fill it in; nothing was saved."),
    "registers.no-such-choice": gettext_noop("{field} is {value!r}, which is none of: {choices}. Choose one of them."),
    "registers.too-long": gettext_noop(
        "{field} has {size} characters; {limit} are kept. Shorten it, or put the rest into a document."
    ),
    "reports.ambiguous-date": gettext_noop(
        "{field} is {value!r}: which is the day and which the month? Write the year first: 2026-03-01."
    ),
    "reports.bearing-too-large": gettext_noop(
        "{field} is {value:g} {unit}, and a whole turn has {turn}. Write a bearing from 0 to {turn}."
    ),
    "reports.bundle-broken": gettext_noop(
        "The bundle cannot be read: {fault}. Copy it again from where it was made; nothing of it was loaded."
    ),
    "reports.bundle-format": gettext_noop(
        "The bundle has format {found!r}; this version reads {known}. Bring one of the two offices up to date."
    ),
    "reports.bundle-part": gettext_noop(
        "The part {part!r} of the bundle is {fault}. Copy it again from where it was made; nothing was loaded."
    ),
    "reports.bundle-signature": gettext_noop(
        "The signature of the bundle is not that of the key {fingerprint} that it names. Somebody changed it on the way, or it was damaged: ask the office for another one."
    ),
    "reports.cell-beyond": gettext_noop(
        "Line {line}, column {column}: {value!r} stands under no heading. Give the column one, or empty the cell."
    ),
    "reports.cell-count": gettext_noop(
        "Line {line}, column {column}: {value!r} is no count. Write one such as 5, ~5, 5+ or 3-5."
    ),
    "reports.cell-date": gettext_noop(
        "Line {line}, column {column}: {value!r} is no date. Write one such as 2020-12-06."
    ),
    "reports.cell-degrees": gettext_noop(
        "Line {line}, column {column}: {value!r} is no number of degrees up to {most}. Write one such as 31.2."
    ),
    "reports.cell-differs": gettext_noop(
        "Line {line}, column {column}: {value!r} differs from line {first}, which belongs to the same report. Write the same in both, or give them two ids."
    ),
    "reports.cell-empty": gettext_noop(
        "Line {line}, column {column}: nothing is written here ({value!r}), and a report needs it. Fill it in, or choose it for the whole file."
    ),
    "reports.cell-formula": gettext_noop(
        "Line {line}, column {column}: the cell holds the formula {value!r}. Paste its result as a value."
    ),
    "reports.cell-long": gettext_noop(
        "Line {line}, column {column}: the text beginning {value!r} has more than {limit} characters. Shorten it."
    ),
    "reports.cell-missing": gettext_noop(
        "Line {line}, column {column}: nothing is written here ({value!r}), and the column {needs!r} needs it. Fill it in."
    ),
    "reports.cell-number": gettext_noop(
        "Line {line}, column {column}: {value!r} is no number. Write a plain one, such as 3.5."
    ),
    "reports.cell-order": gettext_noop(
        "Line {line}, column {column}: {value!r} may begin with the day or with the month. Choose the order of the file's dates, or write 2020-12-06."
    ),
    "reports.cell-skipped": gettext_noop(
        "Line {line}, column {column}: the clocks there never showed {value!r} on that day, for they were put forward. Check the time and its zone."
    ),
    "reports.cell-time": gettext_noop(
        "Line {line}, column {column}: {value!r} is no time of day. Write one such as 14:30."
    ),
    "reports.cell-unknown": gettext_noop(
        "Line {line}, column {column}: {value!r} is none of the words of its list. Write one of: {known}."
    ),
    "reports.cell-whole": gettext_noop(
        "Line {line}, column {column}: {value!r} is no whole number of nought or more. Write one, such as 3."
    ),
    "reports.cell-zone": gettext_noop(
        "Line {line}, column {column}: {value!r} names no time zone that is known. Choose the zone of the file's times, or write one such as +02:00."
    ),
    "reports.column-twice": gettext_noop(
        "The columns {first!r} and {second!r} are both taken for {field}. Leave one of them out."
    ),
    "reports.count-backwards": gettext_noop("The number goes from {low} to {high}. Put the smaller one first."),
    "reports.declination-too-large": gettext_noop(
        "The declination is {value:g} degrees. Write one from -180 (west) to 180 (east)."
    ),
    "reports.diff-does-not-fit": gettext_noop(
        "The change at {path} does not fit this version. Apply it to the version from which it was made."
    ),
    "reports.form-language-missing": gettext_noop(
        "{column} of {name!r} is not there in {languages}. Every question is asked in every language; add it."
    ),
    "reports.form-list-unknown": gettext_noop(
        "A form asks for a choice of the list {name!r}, which is not there. Add it to lists.yaml."
    ),
    "reports.needs-agreement": gettext_noop(
        "The place refers to {name!r}, which only an agreement can say. Give the agreement to which it belongs."
    ),
    "reports.negative-count": gettext_noop("The number is {value}. Write nought or more."),
    "reports.no-date": gettext_noop(
        "{field} is {value!r}, a time of day without its day. Write the date before it: 2026-03-01 {value}."
    ),
    "reports.no-instance-id": gettext_noop(
        "The submission has no usable id (found {value!r} at meta/instanceID). Fill in the form anew."
    ),
    "reports.no-such-field": gettext_noop(
        "The column {column!r} is to be taken for {field!r}, which is no field. Choose one of the list."
    ),
    "reports.no-such-place": gettext_noop(
        "The agreement {agreement} has no place {place!r}. Choose one of its gazetteer, or draw the place."
    ),
    "reports.not-a-bearing": gettext_noop(
        "{field} is {value!r}, which is no bearing. Write a wind (NNW), degrees (305), or mils (5400 mil)."
    ),
    "reports.not-a-time": gettext_noop(
        "{field} is {value!r}, which is no time. Write figures: 2026-03-01, 2026-03-01 14:30, about 14:30."
    ),
    "reports.not-an-offset": gettext_noop(
        "{field} is {value!r}, which is no distance and direction from a place. Write it as: 6 km NW of NAME."
    ),
    "reports.not-xml": gettext_noop(
        "This is no well-formed XML: {fault}. Send it again from the phone; if it is refused again, export it."
    ),
    "reports.nothing-to-meet": gettext_noop(
        "{count} places were given to be laid one over the other. Give at least one."
    ),
    "reports.over-the-edge": gettext_noop(
        "The place reaches the 180th meridian or a pole near longitude {lon:.3f}, latitude {lat:.3f}. Report the parts on either side of it as two places."
    ),
    "reports.place-area": gettext_noop(
        "The place names the area {area!r} and has a ring of {count} points. Give the one or the other."
    ),
    "reports.place-bearing": gettext_noop(
        "{field} of the place is {value}. Write north as 0, and every other bearing below 360."
    ),
    "reports.place-fields": gettext_noop(
        "{field} lacks the fields [{missing}] and has fields that nobody knows: [{unknown}]. It may have: {known}."
    ),
    "reports.place-format": gettext_noop(
        "The place is written in format {value}; this version reads format {known}. Write it in that format."
    ),
    "reports.place-not-an-object": gettext_noop(
        "{field} is {value}, which is no object with named fields. Write an object with kind and its fields."
    ),
    "reports.place-number": gettext_noop(
        "{field} of the place is {value}. Write a number from {low:g} to {high:g} ({unit}), in figures."
    ),
    "reports.place-points": gettext_noop(
        "{field} of the place has {count} points that differ. Write {fewest} to {most}."
    ),
    "reports.place-range": gettext_noop(
        "{low_field} of the place is {low:g} m and {high_field} {high:g} m. Write the nearer distance first, and two that differ."
    ),
    "reports.place-text": gettext_noop("{field} of the place is {value}. Write a text of 1 to {longest} characters."),
    "reports.place-too-long": gettext_noop(
        "The line of the place is {length_km:.0f} km long, and {longest_km:.0f} km is the most. Report parts of it."
    ),
    "reports.place-without-surface": gettext_noop(
        "The {count} corners of the area near longitude {lon:.5f}, latitude {lat:.5f} lie in one line. Draw the corners around it, or report a route."
    ),
    "reports.place-word": gettext_noop("{field} of the place is {value}. Write one of: {known}."),
    "reports.ring-crosses-itself": gettext_noop(
        "The line round the area crosses itself near longitude {lon:.5f}, latitude {lat:.5f}. Draw the corners in order around it."
    ),
    "reports.row-refused": gettext_noop("Line {line}: the row makes no report: {fault}"),
    "reports.skipped-time": gettext_noop(
        "{field} is {value!r}, which no clock in {zone} showed: it was put forward then. Look at the time again."
    ),
    "reports.table-empty": gettext_noop(
        "The table {name} has no row with headings. Write the names of the columns in its first row."
    ),
    "reports.table-encoding": gettext_noop(
        "Line {line} of {name} is not {encoding}. Choose the encoding in which the file was saved."
    ),
    "reports.table-too-large": gettext_noop("The table {name} has more than {limit} {unit}. Send it in parts."),
    "reports.table-unreadable": gettext_noop(
        "The table {name} cannot be read: {fault}. Save it again as CSV (UTF-8) or as a workbook (.xlsx)."
    ),
    "reports.time-backwards": gettext_noop(
        "It begins at {begins_at} and ends at {ends_at}. Put the earlier instant first."
    ),
    "reports.too-early": gettext_noop("{field} is {value!r}, before {earliest}. Look at the year again."),
    "reports.unknown-form": gettext_noop(
        "No form of this server is called {form!r}. What it says was kept, and people will look at it."
    ),
    "reports.unknown-form-version": gettext_noop(
        "The form {form} has no version {version!r} here. What it says was kept, and people will look at it."
    ),
    "reports.unknown-zone": gettext_noop(
        "{zone!r} is no time zone. Write a name of the IANA database, such as Africa/Tripoli, or UTC."
    ),
    "reports.unreadable-form": gettext_noop(
        "The form cannot be read as an XForm: {fault}. Convert it from its XLSForm again."
    ),
    "reports.which-mils": gettext_noop(
        "{field} is {value!r}; a turn has 6400 mils on some instruments and 6000 on others. Say which."
    ),
    "reports.xml-declares": gettext_noop(
        "The XML declares {what}, which no form does. Send it from a form of this server."
    ),
    "reports.xml-too-large": gettext_noop(
        "The XML has more than {limit} {what}, which no form does. Send it from a form of this server."
    ),
    "sources.bad-bytes": gettext_noop(
        "The row holds bytes that are not {encoding}, first {value}. Save the file as UTF-8, or name its encoding."
    ),
    "sources.bad-checksum": gettext_noop(
        "The checksum is {value} but the text gives {expected}: it was altered. Ask the station for it again."
    ),
    "sources.bad-feed-address": gettext_noop(
        "{address} is no feed: {fault}. Write a folder, https://host/aircraft.json, mqtt://user@host/topic, or osmand://127.0.0.1:5055."
    ),
    "sources.bad-mapping": gettext_noop(
        "In the mapping, {where} is {value}: {fault}. See docs/reference/mapping-files.md."
    ),
    "sources.bad-number": gettext_noop(
        "{field} is {value}, which is not a number. Correct it, or name the word for 'missing' in a mapping."
    ),
    "sources.bad-row": gettext_noop(
        "The row cannot be taken apart: {fault}. Correct it at the source and load the file again."
    ),
    "sources.bad-secrets": gettext_noop(
        "{path} cannot serve as a file of secrets: {fault}. Write lines `FEED: secret`, and let only its owner read it (chmod 600)."
    ),
    "sources.bad-time": gettext_noop(
        "{field} is {value}, which is no time in the form expected. Correct it, or name its format in a mapping."
    ),
    "sources.broken-file": gettext_noop(
        "{name} is broken: {fault}. Nothing of it was loaded; get the file again from its source."
    ),
    "sources.cut-short": gettext_noop(
        "The file breaks off here ({fault}); the rows before were kept. Get it again and load the whole file."
    ),
    "sources.document-too-large": gettext_noop(
        "{name} holds a JSON document of more than {limit} MB. Write one record a line, or use Parquet."
    ),
    "sources.empty-file": gettext_noop("{name} is empty. Get the file again from its source."),
    "sources.ends-before-it-begins": gettext_noop(
        "The row begins at {begins} and ends at {ends}. Put the earlier instant first."
    ),
    "sources.events-unreadable": gettext_noop(
        "{name} cannot be read as a table of events: {fault}. Give CSV in UTF-8 with a heading (.csv or .csv.gz)."
    ),
    "sources.expands-too-far": gettext_noop(
        "{name} unpacks to over {ratio} times its size ({size} bytes so far), as no feed does. Unpack it by hand."
    ),
    "sources.feed-unreachable": gettext_noop(
        "{feed} does not answer: {fault}. It is tried again; check the address, the network and the server."
    ),
    "sources.file-changed": gettext_noop(
        "{name} was changed while it was read, so it was not loaded. Load it again when nobody writes to it."
    ),
    "sources.journal-broken": gettext_noop(
        "The journal in {folder} cannot be written: {fault}. Nothing more is acknowledged until it can; senders keep what they have. Look at the disk."
    ),
    "sources.journal-full": gettext_noop(
        "{folder} has {free} MB left, less than the {reserve} MB kept for the lake. Nothing more is acknowledged until there is room; senders keep what they have. Make room on the disk."
    ),
    "sources.log-in-use": gettext_noop("{folder} is in use by another process. Wait for it to end, or end it."),
    "sources.log-unreachable": gettext_noop(
        "The log at {address} cannot be read: {fault}. Check the address and the network, or carry its files on a disk."
    ),
    "sources.mail-not-sent": gettext_noop(
        "The e-mail to {to} could not be sent through {server}: {fault}. It is tried again at the next look; check the address, the port and the password."
    ),
    "sources.missing-value": gettext_noop("The row lacks {field}, which every row needs. Fill it in at the source."),
    "sources.no-document": gettext_noop(
        "{name} holds no text that can be read: {reason}. Save it as PDF, DOCX, HTML or plain text, and read that."
    ),
    "sources.no-journal": gettext_noop(
        "{size} bytes cannot be written at {offset} of {path}: a bucket holds no journal. Let a database give entries their places, or keep the log in a folder."
    ),
    "sources.no-mapping": gettext_noop(
        "{name} is a table whose columns do not tell what they mean ({fault}). Its columns are: {columns}. Write a mapping file that names object, seen_at, lon and lat; see docs/reference/mapping-files.md."
    ),
    "sources.no-object": gettext_noop(
        "The row has no id of what was seen ({field}). Fill it in at the source, or map another column."
    ),
    "sources.no-position": gettext_noop(
        "The row has no place ({field}), so it is on no map. Nothing to do if the source never knew it."
    ),
    "sources.no-such-agreement": gettext_noop(
        "There is no agreement {name!r}. Name a folder that holds agreement.yaml, or one of: {bundled}."
    ),
    "sources.no-such-alarm": gettext_noop(
        "This witness has no alarm {slug!r}. Its page and `evidence` folder name those that it has."
    ),
    "sources.no-such-column": gettext_noop(
        "{name} has no column {column!r}, which the mapping asks for. Its columns are: {columns}."
    ),
    "sources.no-such-plan": gettext_noop(
        "There is no plan {name!r}. Name a folder that holds plan.yaml, or one of: {bundled}."
    ),
    "sources.no-time": gettext_noop(
        "The row has no time ({field}). Give the time of reception, or a time in a mapping."
    ),
    "sources.no-time-zone": gettext_noop(
        "The times in {field} have no time zone, for example {value}, so the file was refused. Name the zone of its clock, for the call (time_zone, --time-zone) or in a mapping: time_zone: Africa/Tripoli."
    ),
    "sources.not-a-feed": gettext_noop("{feed} answers, but not with {expected}: {fault}. Check the address."),
    "sources.not-a-table": gettext_noop(
        "{name} is JSON without a table: neither records, nor columns, nor features. Write a list of records."
    ),
    "sources.not-an-observation": gettext_noop(
        "{what} says nothing about where anything was. Nothing to do, unless you expected a position here."
    ),
    "sources.nothing-published": gettext_noop(
        "There is no checkpoint at {place}. Name the folder or the address under which the log publishes its files."
    ),
    "sources.observations-unreadable": gettext_noop(
        "{name} cannot be read as a table of observations: {fault}. Give Parquet or CSV with the columns {columns}."
    ),
    "sources.open-door": gettext_noop(
        "{address} would let anybody on the network report as any device. Set a token in {variable}, or name the devices with --devices."
    ),
    "sources.part-missing": gettext_noop(
        "Part {part} of {parts} of this message came, the rest did not. Ask the station for the log around it."
    ),
    "sources.place-out-of-range": gettext_noop(
        "Longitude {lon}, latitude {lat} is no place on Earth. Check the order and the unit of the columns."
    ),
    "sources.port-not-free": gettext_noop(
        "Nothing can listen on {host}:{port}: {fault}. Choose another port, or stop what listens there."
    ),
    "sources.port-taken": gettext_noop(
        "Nobody can be answered at {address}: {fault}. Choose another address with --listen."
    ),
    "sources.raw-mode-s": gettext_noop(
        "{name} holds raw Mode S frames ({frame}), which are radio messages and not positions. Decode them first, for example with readsb or rs1090, and load the decoded JSON or CSV."
    ),
    "sources.secret-in-address": gettext_noop(
        "The address of {address} holds a password, which every user of this machine can see. Leave it out, and put it in {variable} or in a file for --secrets."
    ),
    "sources.statements-unreadable": gettext_noop(
        "{name} cannot be read as a table of statements: {fault}. Give Parquet or CSV with the columns {columns}."
    ),
    "sources.store-unreadable": gettext_noop(
        "The log's files at {address} cannot be reached: {fault}. Check the address, the permissions and that the file system's package is installed."
    ),
    "sources.time-out-of-range": gettext_noop(
        "{field} is {value}, but must lie between 1970-01-01 and {latest}. Check the source's clock and unit."
    ),
    "sources.twice-the-same-column": gettext_noop(
        "{name} has the column {column!r} more than once, so it cannot be told which one is meant. Rename one."
    ),
    "sources.uncertain-time": gettext_noop(
        "{field} is {value}, which comes twice or never in {zone}: clocks changed. Have the source give it in UTC."
    ),
    "sources.unknown-activity": gettext_noop(
        "A notice announces “{value}”, which is none of {known}. Write one of these, or leave it out for a movement."
    ),
    "sources.unknown-encoding": gettext_noop(
        "{name} is text in an unknown encoding ({hint}). Save it as UTF-8, or name its encoding in a mapping."
    ),
    "sources.unknown-events": gettext_noop(
        "{name} is none of {known}: it has the columns {columns}. Give a mapping with --mapping."
    ),
    "sources.unknown-format": gettext_noop(
        "{name} is in no format that is read here: it looks like {hint}. docs/methods lists the formats."
    ),
    "sources.unknown-time-zone": gettext_noop(
        "{zone!r} is no time zone. Write UTC or a name of the IANA database, such as Africa/Tripoli."
    ),
    "sources.unreadable": gettext_noop(
        "{name} cannot be read: {fault}. Check that the file is there and that this account may read it."
    ),
    "sources.unreadable-agreement-file": gettext_noop(
        "{path} cannot be read: {reason}. Check that it is a plain file which you may read."
    ),
    "sources.unreadable-plan-file": gettext_noop(
        "{path} cannot be read: {reason}. Check that it is a plain file which you may read."
    ),
    "sources.zip-changed": gettext_noop(
        "{path}: at byte {at} the zip file is not as Evenhand packs it ({fault}). Something was changed, or another program packed it: unpack it and verify the folder, which checks all that is in it."
    ),
    "sources.zip-too-large": gettext_noop(
        "{path} would be larger than a zip file that every program reads ({limit}). Write the archive into a folder."
    ),
    "sources.zoneless-time": gettext_noop(
        "{field} is {value}, which has no time zone. Write 2026-03-01T00:00:00Z, or name the zone in a mapping."
    ),
}
