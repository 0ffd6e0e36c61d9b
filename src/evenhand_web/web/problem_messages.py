"""Messages of all Problems, for the translators. Made by tools/messages.py; do not edit."""
# ruff: noqa: E501

from django.utils.translation import gettext_noop

MESSAGES = {
    "accounts.no-such-organisation": gettext_noop("There is no organisation {key!r}. Choose one of the list."),
    "accounts.no-such-person": gettext_noop("There is no account {username!r}. Choose one of the list."),
    "accounts.not-permitted": gettext_noop(
        "{who} may not do this: it needs the permission {capability}. Ask the administrator of your organisation."
    ),
    "accounts.undeclared-page": gettext_noop(
        "The page {view} does not say who may open it. Mark it with @page, @signed_in or @public."
    ),
    "accounts.unknown-choice": gettext_noop("{value!r} is not a {field}. Choose one of: {choices}."),
    "accounts.weak-password": gettext_noop("The password for {username} is refused: {reasons}"),
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
    "agreements.no-such-agreement": gettext_noop(
        "There is no agreement {agreement!r} in version {version!r} here. Choose one from the list of agreements."
    ),
    "agreements.no-such-area": gettext_noop("The agreement {agreement} has no area {area!r}. It has: {known}."),
    "agreements.no-such-file": gettext_noop(
        "Version {version} of {agreement} has no file {name!r}. Choose one from the list on its page."
    ),
    "agreements.not-one-agreement": gettext_noop(
        "The versions belong to different agreements: {agreements}. Pass versions of one agreement."
    ),
    "agreements.side-unclear": gettext_noop(
        "A line of {vertices} points meets itself, so that left and right of it are not told apart. Use side: both, or draw the area as a polygon."
    ),
    "agreements.unknown-case-place": gettext_noop(
        "The line {line!r} of a case names {place!r}, which is no place of the agreement. Add it to places.yaml."
    ),
    "agreements.version-exists": gettext_noop(
        "Version {version} of {agreement} was adopted with another text (SHA-256 {digest}). An adopted text is never replaced: give the new one a new version."
    ),
    "agreements.version-twice": gettext_noop(
        "Version {version!r} of {agreement} is there twice with different content. Give one of them a new number."
    ),
    "config.bad-database-url": gettext_noop(
        "DATABASE_URL has the scheme {scheme!r}. Write sqlite:///file or postgresql://user:password@host:5432/name."
    ),
    "detection.bad-column": gettext_noop(
        "Column {column!r} of the positions is {found} where {expected} without nulls is needed. Convert it first."
    ),
    "detection.bad-coordinates": gettext_noop(
        "Row {row} of the positions lies at longitude {lon}, latitude {lat}, which is no place on Earth. Give degrees within 180 and 90, or leave the row out."
    ),
    "detection.no-such-format": gettext_noop("Alerts cannot be written as {format!r}. Choose one of: {known}."),
    "foundation.interval-backwards": gettext_noop(
        "{field} begins at {begins_at!s} and ends at {ends_at!s}. Put the earlier instant first."
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
    "foundation.not-an-instant": gettext_noop(
        "{field} is {value!r}, which is not a date and time. Write it as 2026-03-01T00:00:00Z."
    ),
    "incidents.bad-date": gettext_noop("{field} is {value!r}, which is not a date. Write it as 2020-12-06."),
    "incidents.no-such-alert": gettext_noop(
        "There is no alert {alert!r}, or it has not been released to you. Check the address."
    ),
    "incidents.no-such-verb": gettext_noop("{verb!r} cannot be done to alerts. Choose one of: {known}."),
    "incidents.not-assignable": gettext_noop(
        "{username!r} cannot work on alerts. Choose a person of the mission from the list."
    ),
    "incidents.not-possible": gettext_noop(
        "Alert {alert} is {state}; from there you cannot {verb} it. You can: {possible}."
    ),
    "incidents.not-releasable": gettext_noop(
        "Alerts cannot be released to {organisation!r}. Choose an organisation from the list."
    ),
    "incidents.not-undoable": gettext_noop(
        "Alert {alert} has no act of yours from the last {minutes} minutes as its latest. Do the opposite instead."
    ),
    "incidents.nothing-chosen": gettext_noop("No alert is chosen for {verb!r}. Tick at least one row."),
    "incidents.text-missing": gettext_noop("{field} is empty. Say in a sentence what you know."),
    "incidents.unknown-reason": gettext_noop("{reason!r} is not a reason. Choose one of: {reasons}."),
    "ledger.outside-transaction": gettext_noop(
        "{action} on {subject} was recorded outside a transaction. Decorate the service with @transaction.atomic."
    ),
    "map.bad-stretch": gettext_noop(
        "The time from {begins_at} until {ends_at} cannot be shown. Ask for a stretch that ends after it begins and lasts no longer than {longest} days."
    ),
    "observations.bad-mapping": gettext_noop(
        "The mapping is not a YAML mapping: {fault}. Correct it, or leave it empty for a known format."
    ),
    "observations.catalogue-damaged": gettext_noop(
        "The lake's catalogue entry {name} cannot be read ({fault}). Remove it and load the file again."
    ),
    "observations.empty-file": gettext_noop(
        "{name} is empty. Choose the file again, or ask the source why nothing was written."
    ),
    "observations.lake-damaged": gettext_noop(
        "The lake cannot read {path} ({fault}). Restore it from a backup or load the files again."
    ),
    "observations.no-such-file": gettext_noop(
        "No feed file has the SHA-256 {digest!r} here. Choose one from the list of feeds."
    ),
    "observations.not-in-the-lake": gettext_noop(
        "The lake holds no file whose hash begins with {digest}. `evenhand lake list` shows what it holds."
    ),
    "observations.schema-mismatch": gettext_noop(
        "{what} needs a {schema} table, but column {column!r} is {found} instead of {expected}. Convert it first."
    ),
    "observations.too-large": gettext_noop(
        "{name} has more than {limit_mb} megabytes. Send it in parts, or have it loaded on the server itself."
    ),
    "sources.bad-bytes": gettext_noop(
        "The row holds bytes that are not {encoding}, first {value}. Save the file as UTF-8, or name its encoding."
    ),
    "sources.bad-checksum": gettext_noop(
        "The checksum is {value} but the text gives {expected}: it was altered. Ask the station for it again."
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
    "sources.expands-too-far": gettext_noop(
        "{name} unpacks to over {ratio} times its size ({size} bytes so far), as no feed does. Unpack it by hand."
    ),
    "sources.file-changed": gettext_noop(
        "{name} was changed while it was read, so it was not loaded. Load it again when nobody writes to it."
    ),
    "sources.missing-value": gettext_noop("The row lacks {field}, which every row needs. Fill it in at the source."),
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
    "sources.no-such-column": gettext_noop(
        "{name} has no column {column!r}, which the mapping asks for. Its columns are: {columns}."
    ),
    "sources.no-time": gettext_noop(
        "The row has no time ({field}). Give the time of reception, or a time in a mapping."
    ),
    "sources.no-time-zone": gettext_noop(
        "The times in {field} have no time zone, for example {value}, so the file was refused. Name the zone of its clock, for the call (time_zone, --time-zone) or in a mapping: time_zone: Africa/Tripoli."
    ),
    "sources.not-a-table": gettext_noop(
        "{name} is JSON without a table: neither records, nor columns, nor features. Write a list of records."
    ),
    "sources.not-an-observation": gettext_noop(
        "{what} says nothing about where anything was. Nothing to do, unless you expected a position here."
    ),
    "sources.part-missing": gettext_noop(
        "Part {part} of {parts} of this message came, the rest did not. Ask the station for the log around it."
    ),
    "sources.place-out-of-range": gettext_noop(
        "Longitude {lon}, latitude {lat} is no place on Earth. Check the order and the unit of the columns."
    ),
    "sources.raw-mode-s": gettext_noop(
        "{name} holds raw Mode S frames ({frame}), which are radio messages and not positions. Decode them first, for example with readsb or rs1090, and load the decoded JSON or CSV."
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
    "sources.unknown-encoding": gettext_noop(
        "{name} is text in an unknown encoding ({hint}). Save it as UTF-8, or name its encoding in a mapping."
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
    "sources.zoneless-time": gettext_noop(
        "{field} is {value}, which has no time zone. Write 2026-03-01T00:00:00Z, or name the zone in a mapping."
    ),
}
