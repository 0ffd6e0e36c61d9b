"""Messages of the Problems of the pages. Made by tools/messages.py; do not edit."""
# ruff: noqa: E501

from django.utils.translation import gettext_noop

MESSAGES = {
    "accounts.bad-role-name": gettext_noop(
        "{role!r} is no name for a role. Use small letters, digits and underscores, at most 40 of them."
    ),
    "accounts.no-such-organisation": gettext_noop("There is no organisation {key!r}. Choose one of the list."),
    "accounts.no-such-person": gettext_noop("There is no account {username!r}. Choose one of the list."),
    "accounts.not-permitted": gettext_noop(
        "{who} may not do this: it needs the permission {capability}. Ask the administrator of your organisation."
    ),
    "accounts.not-postgresql": gettext_noop(
        "The database is {vendor}, which knows no roles. Set DATABASE_URL to a PostgreSQL database first."
    ),
    "accounts.role-owns-tables": gettext_noop(
        "{role} owns the tables, so no policy would hold it back. Choose another name for the web role."
    ),
    "accounts.undeclared-page": gettext_noop(
        "The page {view} does not say who may open it. Mark it with @page, @signed_in or @public."
    ),
    "accounts.unknown-choice": gettext_noop("{value!r} is not a {field}. Choose one of: {choices}."),
    "accounts.weak-password": gettext_noop("The password for {username} is refused: {reasons}"),
    "agreements.no-such-agreement": gettext_noop(
        "There is no agreement {agreement!r} in version {version!r} here. Choose one from the list of agreements."
    ),
    "agreements.no-such-file": gettext_noop(
        "Version {version} of {agreement} has no file {name!r}. Choose one from the list on its page."
    ),
    "agreements.version-exists": gettext_noop(
        "Version {version} of {agreement} was adopted with another text (SHA-256 {digest}). An adopted text is never replaced: give the new one a new version."
    ),
    "cases.identity-missing": gettext_noop(
        "It does not say who was heard ({value!r}). Write the name, or how the person can be found again."
    ),
    "cases.no-such-case": gettext_noop(
        "There is no case {case!r}, or nothing of it has been released to you. Check the address."
    ),
    "cases.no-such-interview": gettext_noop(
        "Case {case} holds no source of an interview {interview!r}. Choose one on its page."
    ),
    "cases.no-such-subject": gettext_noop(
        "There is no {kind} {subject!r} that you can see. Go back to its page and begin there."
    ),
    "cases.not-of-it": gettext_noop(
        "{user!r} is nobody of {organisation!r} who sits for {side}. Choose people from the list."
    ),
    "cases.not-taken-back": gettext_noop(
        "You have made no comment in case {case} in the last {minutes} minutes. Add another one that corrects it."
    ),
    "cases.reason-missing": gettext_noop(
        "The reason for looking at the source of {interview} is {value!r}. Say why; it is written down."
    ),
    "cases.weaker-protection": gettext_noop(
        "The protection {given} is weaker than {own}, which {subject} has. Choose that one or a stricter one."
    ),
    "commitments.decided": gettext_noop("Somebody decided on this proposal before: {state}. Look at the list again."),
    "commitments.kept-by-another": gettext_noop(
        "The key {plan!r} cannot be used for a plan of yours. Choose another one."
    ),
    "commitments.no-such-commitment": gettext_noop(
        "There is no commitment {commitment!r}, or it has not been released to you. Check the address."
    ),
    "commitments.no-such-form": gettext_noop(
        "Nothing called {verb!r} can be done here by you. Go back to the commitment and choose from its list."
    ),
    "commitments.no-such-plan": gettext_noop(
        "There is no plan {plan!r}, or it has not been released to you. Check the address."
    ),
    "commitments.no-such-proposal": gettext_noop(
        "There is no proposal {proposal!r} that you could decide on. Look at the list of proposals."
    ),
    "commitments.not-of-it": gettext_noop(
        "{field} is {value!r}, which this commitment or plan does not have. Choose one of the list."
    ),
    "commitments.not-shown": gettext_noop(
        "It is not shown to {organisation!r}. Choose one of those to which it is shown."
    ),
    "commitments.not-taken-back": gettext_noop(
        "Number {number} is nothing that your organisation said and still holds. Choose something of its own."
    ),
    "commitments.not-to-follow": gettext_noop(
        "There is no {kind} {what!r} among what you see. Follow something of the list."
    ),
    "commitments.nothing-said": gettext_noop("{field} is {value!r}, so nothing is said. Write it, or go back."),
    "commitments.own-anyway": gettext_noop("{organisation!r} sees it anyway. Choose another organisation."),
    "commitments.reason-missing": gettext_noop(
        "The reason is {value!r}. Say why it is no commitment; whoever reads the document again will see it."
    ),
    "commitments.stale-version": gettext_noop(
        "You changed version {yours}, and version {current} stands by now. Look at it and make your change again."
    ),
    "config.bad-database-url": gettext_noop(
        "DATABASE_URL has the scheme {scheme!r}. Write sqlite:///file or postgresql://user:password@host:5432/name."
    ),
    "council.bad-id": gettext_noop(
        "{record!r} cannot be the id of a record. Use up to 80 of a to z, 0 to 9 and hyphens."
    ),
    "council.changed-meanwhile": gettext_noop(
        "{record} has version {number} by now, and you wrote on version {based_on}. Look at it, then write again."
    ),
    "council.no-reason": gettext_noop(
        "{record} is corrected or taken back, and no reason is given. Say in a sentence why."
    ),
    "council.no-such-record": gettext_noop(
        "There is no record {record!r} here, or it has not been released. Choose one from the desk of the council."
    ),
    "coverage.no-such-cells": gettext_noop(
        "There is no coverage in cells of {cell!r} from {sensor!r}. Ask for cells of {cells}, from one of: {sensors}."
    ),
    "desk.bad-box": gettext_noop(
        "The part of the map {value!r} is none. Write west,south,east,north in degrees, such as 14,29,19,33."
    ),
    "desk.bad-date": gettext_noop("{field} is {value!r}, which is not a date. Write it as 2020-12-06."),
    "desk.bad-time": gettext_noop("{field} is {value!r}, which is no time. Write it in UTC, as 2020-12-06T14:30Z."),
    "desk.hearsay-only": gettext_noop(
        "All that report {report} counts was told by others; alone it carries {highest} and not {proof}. Choose {highest}, or attribute a report of somebody who was there."
    ),
    "desk.no-grade": gettext_noop(
        "Neither the source nor the information of {reports} is graded. Choose at least one grade."
    ),
    "desk.no-question": gettext_noop(
        "No question about report {report} is open for your organisation. Add a comment instead."
    ),
    "desk.no-such-verb": gettext_noop("{verb!r} cannot be done here. Choose one of: {known}."),
    "desk.not-a-version": gettext_noop("{value!r} is no version. Choose one of the list."),
    "desk.not-assignable": gettext_noop(
        "{username!r} cannot work on reports. Choose a person of the mission from the list."
    ),
    "desk.not-in-conflict": gettext_noop(
        "Version {version} of report {report} does not stand against another. Choose one of: {known}."
    ),
    "desk.not-on-offer": gettext_noop("{value!r} is no {field}. Choose one of: {known}."),
    "desk.not-possible": gettext_noop(
        "Report {report} is {state}; from there you cannot {verb} it. You can: {possible}."
    ),
    "desk.not-releasable": gettext_noop(
        "Reports cannot be released to {organisation!r}. Choose an organisation from the list."
    ),
    "desk.not-undoable": gettext_noop(
        "Report {report} has no act of yours from the last {minutes} minutes as its latest. Do the opposite instead."
    ),
    "desk.nothing-assessed": gettext_noop(
        "The assessment of {report} says nothing. Fill in the time, the place, a code, the weapon or the cause."
    ),
    "desk.nothing-chosen": gettext_noop("No report is chosen for {verb!r}. Tick at least one row."),
    "desk.party-missing": gettext_noop("{attribution} needs a party. Choose one of: {known}."),
    "desk.text-missing": gettext_noop("{field} is empty. Say in a sentence what you know."),
    "desk.text-too-long": gettext_noop(
        "{field} has {size} characters; {limit} at most. Shorten it, or attach it as a file."
    ),
    "desk.times-turned": gettext_noop(
        "The assessment begins at {begins_at} and ends at {ends_at}. Put the earlier instant first."
    ),
    "devices.bad-address": gettext_noop(
        "{address!r} is no address of a server. Write it as https://host, as phones reach it."
    ),
    "devices.cut-short": gettext_noop(
        "The connection ended after {read} bytes. Nothing of it was taken; the phone sends it again."
    ),
    "devices.is-cut-off": gettext_noop("The phone {label!r} was cut off. Enrol it as a new one, under another name."),
    "devices.label-missing": gettext_noop(
        "The name {label!r} is none for a phone. Write 1 to 100 characters that people know it by."
    ),
    "devices.label-taken": gettext_noop(
        "Your organisation has a phone called {label!r} already, perhaps one cut off. Choose another name."
    ),
    "devices.no-password": gettext_noop(
        "Name and password are not right (name {name!r}). Correct them in the settings of the phone."
    ),
    "devices.no-such-enrolment": gettext_noop("Nobody is enrolled under {enrolment!r} on this phone. See its page."),
    "devices.no-such-form": gettext_noop("There is no {form!r} here. Get the list of forms again."),
    "devices.no-such-person": gettext_noop(
        "{username!r} is nobody of your organisation who may file reports. Choose one of the list."
    ),
    "devices.not-a-form": gettext_noop(
        "The body is no multipart/form-data with a part {part}: {fault}. Send the form from the phone again."
    ),
    "devices.not-a-key": gettext_noop(
        "This phone ({key}) may no longer send: it was cut off, or was never enrolled. What it holds is not lost. Show it to the duty officer."
    ),
    "devices.not-in-clear": gettext_noop(
        "A password is not taken over {scheme}. Write https:// before the address of the server on the phone."
    ),
    "devices.reason-missing": gettext_noop(
        "Say why the phone {label!r} is cut off, in a sentence: lost, taken, given back."
    ),
    "devices.store-full": gettext_noop(
        "There is no room for another {needed_mb} MB on the server's disk. Send it again later; nothing is lost."
    ),
    "devices.too-large": gettext_noop(
        "The submission has more than {limit_mb} MB at once. Send its files in several parts, as phones do."
    ),
    "devices.too-many-tries": gettext_noop("Too many wrong passwords for {name!r}. Wait five minutes, then try again."),
    "documents.bad-date": gettext_noop("{field} is {value!r}, which is not a date. Write it as 2020-12-06."),
    "documents.bad-head-field": gettext_noop("{field} is {value!r}, which it cannot be. Write it as {form}."),
    "documents.empty-file": gettext_noop("{name} is empty. Choose the file again and send it whole."),
    "documents.file-too-large": gettext_noop(
        "{name} has more than {limit_mb} megabytes. Split it, or leave its pictures out, and add it again."
    ),
    "documents.no-such-document": gettext_noop(
        "There is no document {document!r}, or it has not been released to you. Check the address."
    ),
    "documents.no-such-paragraph": gettext_noop(
        "This document has no paragraph {para!r}. It may have been read again; look for it in the text."
    ),
    "documents.no-such-verb": gettext_noop("{verb!r} cannot be done to documents. Choose one of: {known}."),
    "documents.not-a-document": gettext_noop(
        "{name} is {media_type} by its content. What can be read here is PDF, DOCX, HTML and plain text."
    ),
    "documents.not-kept-by-you": gettext_noop("{who} may not change this document: it is kept by {owner}. Ask there."),
    "documents.not-read-yet": gettext_noop(
        "{name} has not been read yet, so there is no head to confirm. Have it read first."
    ),
    "documents.not-releasable": gettext_noop(
        "The document cannot be released to {organisation!r}. Choose an organisation from the list."
    ),
    "documents.nothing-sent": gettext_noop("The form holds no {field}. Choose one or several files and send it again."),
    "documents.reading-busy": gettext_noop(
        "Other documents are being read just now, so {name} waits. Nothing is lost: start its reading again."
    ),
    "documents.reading-failed": gettext_noop(
        "{name} could not be read: the reader ended with status {status}. The file is kept as it came; save it as text and add that, or try again when the reader has been improved."
    ),
    "documents.reading-stopped": gettext_noop(
        "Reading {name} took more than {most_s} seconds or {most_mb} megabytes of memory and was stopped. Split the file, or save it as text, and add that."
    ),
    "documents.too-many-files": gettext_noop(
        "{count} files are more than the {most} that can be added at once. Add them in several goes."
    ),
    "doors.bad-gateway": gettext_noop("A gateway cannot be called {label!r}. Give it a name that no other one has."),
    "doors.bad-mailbox": gettext_noop(
        "EVENHAND_MAIL is {address!r}. Write maildir:///folder or imaps://user@host/INBOX."
    ),
    "doors.bad-signature": gettext_noop(
        "The signature {found!r} is not that of the message. Sign its body with the key of the gateway."
    ),
    "doors.file-too-large": gettext_noop("{name} has more than {limit_mb} megabytes. Send it in parts."),
    "doors.key-damaged": gettext_noop(
        "The office key {path} has {size} bytes instead of 32. Restore it from a backup; a new one would have to be trusted anew by every other office."
    ),
    "doors.key-not-trusted": gettext_noop(
        "The bundle is signed by {office!r} with the key {fingerprint}, which nobody here trusts. Compare it with that office by telephone; then the administrator trusts it, and the bundle can be loaded."
    ),
    "doors.mailbox-unreachable": gettext_noop(
        "The mailbox {address} cannot be read: {fault}. Check its address, the password and the network; nothing was lost, for what was not taken is still there."
    ),
    "doors.message-settled": gettext_noop(
        "Message {message} is no longer new ({state}). Take that back first, or look at what became of it."
    ),
    "doors.no-message": gettext_noop(
        "The body is {fault}. Post JSON or a form with the sender and the text of one message."
    ),
    "doors.no-reports": gettext_noop("No report fits ({asked}). Choose an earlier day, or other numbers."),
    "doors.no-such-gateway": gettext_noop("There is no gateway {gateway}. Choose one of the list."),
    "doors.no-such-key": gettext_noop("There is no key {key}. Choose one of the list."),
    "doors.no-such-message": gettext_noop("There is no message {message}. Choose one of the inbox."),
    "doors.no-such-number": gettext_noop(
        "There is no report {number!r}. Write its number as it is shown, such as CFV-2020-0042."
    ),
    "doors.no-such-table": gettext_noop("You have sent no table {table!r}, or it has expired. Send the file again."),
    "doors.no-such-zone": gettext_noop(
        "The time zone {zone!r} is not known. Write UTC, an offset such as +02:00, or a name of the IANA list."
    ),
    "doors.not-now": gettext_noop(
        "The table {name} is {state} and cannot be changed so. Look at its page to see what is possible."
    ),
    "doors.nothing-sent": gettext_noop("No file came with {name}, or an empty one. Choose the file again."),
    "doors.nothing-to-undo": gettext_noop(
        "Message {message} is {state}; only what was set aside or attached can be taken back. Leave it as it is."
    ),
    "doors.reason-missing": gettext_noop("Say in a sentence why, for message {message}; it is written down."),
    "doors.unknown-address": gettext_noop(
        "No gateway has the address ending in {ending!r}, or it was cut off. Ask the mission for the address."
    ),
    "drafts.bad-edits": gettext_noop(
        "The changes cannot be read: {fault}. Load the page again and make them once more."
    ),
    "drafts.no-such-draft": gettext_noop(
        "There is no draft {draft!r} of {agreement}. Choose one from the list on the agreement's page."
    ),
    "drafts.note-missing": gettext_noop(
        "The draft {version!r} does not say why it is made. Say in a sentence what it is for."
    ),
    "drafts.number-taken": gettext_noop(
        "Version {version!r} of {agreement} was adopted already. Give the draft another number."
    ),
    "drafts.too-many-edits": gettext_noop(
        "The changes have {given} values, more than {limit}. Try fewer areas at once."
    ),
    "drafts.too-much-to-try": gettext_noop(
        "{rows} positions are more than the {limit} that a page may replay. Use evenhand replay on the server."
    ),
    "drafts.trial-running": gettext_noop("{who} is trying a change already. Wait until it is done."),
    "evidence.bad-date": gettext_noop("{field} is {value!r}, which is not a date. Write it as 2020-12-06."),
    "evidence.bad-header": gettext_noop("The header {header} is {value!r}. Write {expected}."),
    "evidence.bad-language": gettext_noop("{language!r} is no language tag. Write it as ar, fr or zh-Hans."),
    "evidence.bad-ticket": gettext_noop(
        "This download was not begun by {who}, or too long ago. Ask for it again on the page of the evidence."
    ),
    "evidence.busy-upload": gettext_noop(
        "Another part of upload {upload} is just being written. Wait a moment, ask for the offset and go on."
    ),
    "evidence.checksum-differs": gettext_noop(
        "The part that came has the SHA-256 {found}, not {stated}: it was damaged on its way. Send it again."
    ),
    "evidence.empty-upload": gettext_noop("{name} is empty, so there is nothing to send. Choose the file again."),
    "evidence.no-space": gettext_noop(
        "The disk has no room for {length} bytes of evidence. Make room in the workspace."
    ),
    "evidence.no-such-copy": gettext_noop(
        "There is no copy {copy!r} of this evidence, or it has not been released to you. Check the address."
    ),
    "evidence.no-such-evidence": gettext_noop(
        "There is no evidence {evidence!r}, or it has not been released to you. Check the address."
    ),
    "evidence.no-such-owner": gettext_noop(
        "There is no organisation {owner!r} that could own this. Give the key of one."
    ),
    "evidence.no-such-subject": gettext_noop(
        "There is no {kind} {subject!r} to which you could add evidence. Go back to its page and begin there."
    ),
    "evidence.no-such-upload": gettext_noop(
        "There is no unfinished upload {upload!r} of yours. It may have expired: begin it again."
    ),
    "evidence.no-such-verb": gettext_noop("{verb!r} cannot be done to evidence. Choose one of: {known}."),
    "evidence.not-a-part": gettext_noop(
        "The content type is {value!r}. Send parts of a file as application/offset+octet-stream."
    ),
    "evidence.not-releasable": gettext_noop(
        "Evidence cannot be released to {organisation!r}. Choose an organisation from the list."
    ),
    "evidence.not-yours-to-give": gettext_noop(
        "{who} cannot hand in evidence in the name of {owner!r}. Hand it in for your own organisation."
    ),
    "evidence.nothing-sent": gettext_noop("The form holds no {field}. Choose a file and send it again."),
    "evidence.original-missing": gettext_noop(
        "The file with SHA-256 {digest} is not in the storage {address}. Restore it from a backup at once."
    ),
    "evidence.other-version": gettext_noop(
        "The header Tus-Resumable is {value!r}. This server speaks version 1.0.0 of the tus protocol: say so."
    ),
    "evidence.reason-missing": gettext_noop(
        "{field} is empty. Say in a few words why: it goes into the custody record."
    ),
    "evidence.same-as-original": gettext_noop(
        "{name} is the original, byte for byte: nothing is left out of it. Choose the redacted copy."
    ),
    "evidence.storage-unreadable": gettext_noop(
        "The storage {address} of the evidence cannot be used: {fault}. Check EVENHAND_EVIDENCE and its rights."
    ),
    "evidence.too-large": gettext_noop(
        "{name} has more than {limit_mb} megabytes. Split it, or have the limit raised."
    ),
    "evidence.too-many-bytes": gettext_noop(
        "The upload was announced with {length} bytes, and more came. Begin it again with its true length."
    ),
    "evidence.too-many-uploads": gettext_noop(
        "You have {count} unfinished uploads. Finish or give up some of them first."
    ),
    "evidence.unknown-protection": gettext_noop("{protection!r} is no protection. Choose one of: {known}."),
    "evidence.unknown-text-kind": gettext_noop("{kind!r} is no kind of text. Choose one of: {known}."),
    "evidence.wrong-offset": gettext_noop(
        "The part begins at byte {given}, but {expected} bytes are here. Ask for the offset and go on from there."
    ),
    "forms.cut-short": gettext_noop(
        "The request ended before its last part {part}. Nothing of it was kept; send it again from the queue."
    ),
    "forms.no-submission": gettext_noop(
        "The request has no part {part}, which is the report itself. Send it from the queue again."
    ),
    "forms.no-such-form": gettext_noop(
        "There is no form {form!r} in the version {digest!r}. Open the list of forms again."
    ),
    "forms.other-owner": gettext_noop(
        "This report belongs to another person than {who}, who is signed in. Sign in as its owner."
    ),
    "incidents.bad-date": gettext_noop("{field} is {value!r}, which is not a date. Write it as 2020-12-06."),
    "incidents.bad-week": gettext_noop(
        "{value!r} is not a week. Write it as 2020-W49: the year, W, and the number of the week."
    ),
    "incidents.list-changed": gettext_noop(
        "Since the page was drawn, the statements of {incident} have changed: {statements}. Look at its list again before you split some off."
    ),
    "incidents.no-such-alert": gettext_noop(
        "There is no alert {alert!r}, or it has not been released to you. Check the address."
    ),
    "incidents.no-such-incident": gettext_noop(
        "There is no incident {incident!r}, or it has not been released to you. Check the address."
    ),
    "incidents.no-such-incident-verb": gettext_noop("{verb!r} cannot be done to incidents. Choose one of: {known}."),
    "incidents.no-such-verb": gettext_noop("{verb!r} cannot be done to alerts. Choose one of: {known}."),
    "incidents.not-assignable": gettext_noop(
        "{username!r} cannot work on alerts. Choose a person of the mission from the list."
    ),
    "incidents.not-in-incident": gettext_noop(
        "{statement} does not belong to incident {incident}. Choose from its list."
    ),
    "incidents.not-possible": gettext_noop(
        "Alert {alert} is {state}; from there you cannot {verb} it. You can: {possible}."
    ),
    "incidents.not-releasable": gettext_noop(
        "Alerts cannot be released to {organisation!r}. Choose an organisation from the list."
    ),
    "incidents.not-two": gettext_noop(
        "{count} of the {whole} statements of {incident} are chosen. Choose at least one and leave at least one."
    ),
    "incidents.not-undoable": gettext_noop(
        "Alert {alert} has no act of yours from the last {minutes} minutes as its latest. Do the opposite instead."
    ),
    "incidents.nothing-chosen": gettext_noop("No alert is chosen for {verb!r}. Tick at least one row."),
    "incidents.nothing-to-undo": gettext_noop(
        "Incident {incident} has no decision {act} that is in force. Reload the page and choose one."
    ),
    "incidents.same-incident": gettext_noop("{incident} cannot be joined to itself. Choose another incident."),
    "incidents.text-missing": gettext_noop("{field} is empty. Say in a sentence what you know."),
    "incidents.unknown-reason": gettext_noop("{reason!r} is not a reason. Choose one of: {reasons}."),
    "intake.no-instance": gettext_noop(
        "The submission has no id of its own (found {value!r}). Send it with the id that the form makes."
    ),
    "intake.no-such-device": gettext_noop("Your organisation has no phone {device!r}. See the list."),
    "intake.no-such-report": gettext_noop(
        "There is no report {report!r}, or it has not been released to you. Check the address."
    ),
    "intake.no-such-version": gettext_noop("Report {report} has no version {number}. Choose one of its list."),
    "intake.reason-missing": gettext_noop(
        "The source of {report} is protected. Say in a sentence why you have to know it; it is written down."
    ),
    "intake.too-long": gettext_noop(
        "{field} has {size} characters or bytes; at most {limit} are taken. Send it in another way, or in parts."
    ),
    "ledger.no-such-entry": gettext_noop("The record has no entry {sequence}. Check the number."),
    "ledger.not-published": gettext_noop(
        "Entry {sequence} is in no signed checkpoint yet. One is signed every few seconds; try again."
    ),
    "ledger.nothing-to-erase": gettext_noop(
        "The record holds nothing that can still be read under {owner}. Check the name; it may have been erased before."
    ),
    "ledger.outside-transaction": gettext_noop(
        "{action} on {subject} was recorded outside a transaction. Decorate the service with @transaction.atomic."
    ),
    "ledger.record-behind": gettext_noop(
        "The log holds {size} entries, the database {rows}: entry {entry} is missing or another one. Rows were removed or changed, or an older copy of the database was put back. Keep both as they are, tell all parties, and let the witnesses say what they saw."
    ),
    "ledger.reserved-field": gettext_noop(
        "{action} on {subject} has a detail named {field}, which the record itself writes. Give it another name."
    ),
    "ledger.step-too-late": gettext_noop(
        "The later policy would hold from {size} entries on, and this would be entry {number}. Make the step anew, from an entry that is still to come, and have it signed again."
    ),
    "ledger.strange-checkpoint": gettext_noop(
        "This checkpoint of {size} entries is not one that this log signed, or no witness of the policy cosigned it. Fetch {origin}'s newest one, and cosign that."
    ),
    "ledger.without-basis": gettext_noop(
        "An erasure needs its {field}. Write on which lawful basis it is done and who ordered it."
    ),
    "map.bad-stretch": gettext_noop(
        "The time from {begins_at} until {ends_at} cannot be shown. Ask for a stretch that ends after it begins and lasts no longer than {longest} days."
    ),
    "observations.bad-mapping": gettext_noop(
        "The mapping is not a YAML mapping: {fault}. Correct it, or leave it empty for a known format."
    ),
    "observations.empty-file": gettext_noop(
        "{name} is empty. Choose the file again, or ask the source why nothing was written."
    ),
    "observations.no-such-file": gettext_noop(
        "No feed file has the SHA-256 {digest!r} here. Choose one from the list of feeds."
    ),
    "observations.too-large": gettext_noop(
        "{name} has more than {limit_mb} megabytes. Send it in parts, or have it loaded on the server itself."
    ),
    "proofs.field-not-yours": gettext_noop(
        "Entry {sequence} has no field {field!r} that you can show. Choose among those on its page."
    ),
    "proofs.no-such-account": gettext_noop(
        "There is no account {username!r}. Write the user name as the account's owner signs in with it."
    ),
    "proofs.no-such-order": gettext_noop(
        "There is no order {order} to erase that is still open. See the list of orders."
    ),
    "proofs.no-such-receiver": gettext_noop(
        "There is no organisation {key!r} to which the record could be handed over. Choose one of the list."
    ),
    "proofs.not-alone": gettext_noop(
        "{who} cannot carry out order {order}: it takes another person than the one who proposed it and the one whom it erases. Ask a second administrator."
    ),
    "proofs.order-open": gettext_noop(
        "An order to erase account {account} is open already. Have it carried out, or take it back first."
    ),
    "proofs.out-is-there": gettext_noop("{path} is there already. Name a new folder or .zip file."),
    "registers.changed-meanwhile": gettext_noop(
        "Your organisation changed this record meanwhile (version {now}, the form was opened at {seen}). Open it anew and make your change there; what you wrote is still in this form."
    ),
    "registers.no-such-format": gettext_noop("A register cannot be taken away as {value!r}. Choose one of: csv, json."),
    "registers.no-such-receiver": gettext_noop(
        "{value!r} is no organisation of the list, or the one that entered the record. Choose one of the list."
    ),
    "registers.no-such-record": gettext_noop(
        "There is no record {record!r} in this register, or it was not released to you. See the list."
    ),
    "registers.no-such-register": gettext_noop("There is no register {register!r}. Choose one of the list."),
    "registers.no-such-state": gettext_noop("{value!r} is no state of this register. Choose one of: {choices}."),
    "registers.not-saved": gettext_noop("Nothing was saved: {fields}. Put it right and save again."),
    "registers.not-yours-to-show": gettext_noop("Only {owner}, who entered this record, shows it to others. Ask them."),
    "registers.nothing-new": gettext_noop(
        "This is what your organisation said of record {number} already. Change something, or leave the form."
    ),
    "signing.key-damaged": gettext_noop(
        "The attestation key of {place} is not 64 hexadecimal digits. Restore it from a backup; with a new one, what the server attests from then on bears another key."
    ),
    "signing.key-retired": gettext_noop(
        "The key {key} was retired on {day}. It signs nothing new. Enrol another one, then sign anew."
    ),
    "signing.key-taken": gettext_noop(
        "The key {key} is enrolled already. Make a new one; a key is never enrolled twice."
    ),
    "signing.label-missing": gettext_noop(
        "The name {label!r} is none for a key. Write 1 to 100 characters by which you know it again."
    ),
    "signing.no-such-key": gettext_noop("You have no key {key!r}. See the list of your keys."),
    "signing.no-such-reason": gettext_noop("{reason!r} is no reason for retiring a key. Choose one of: {known}."),
    "signing.not-proven": gettext_noop(
        "The browser has not shown that it holds the key {key}: {fault}. Make the key anew on your page of keys."
    ),
    "signing.not-signed-now": gettext_noop(
        "The statement says that it was signed at {signed_at!r}. Open the page anew and sign what it shows."
    ),
    "signing.not-your-key": gettext_noop(
        "The key {key} is none with which {user} can sign. Enrol the key of this browser on the page of your keys, then sign anew."
    ),
    "signing.not-your-statement": gettext_noop(
        "The statement is one of {said!r}, and {user} is signed in. Sign in as who you are, then sign anew."
    ),
    "signing.too-many-keys": gettext_noop(
        "You have {count} keys in use, which is the most. Retire those that you no longer need."
    ),
    "totals.bad-day": gettext_noop("{field} is {value!r}, which is not a date. Write it as 2020-12-06."),
    "totals.days-backwards": gettext_noop(
        "The period begins on {begins} and ends on {ends}. Put the earlier day first."
    ),
    "totals.no-such-format": gettext_noop("Totals cannot be taken away as {value!r}. Choose one of: {known}."),
    "web.null-character": gettext_noop(
        "The value of {field!r} holds the character U+0000, which no text has. Take it out and send it again."
    ),
    "witnesses.no-demo": gettext_noop("{what} is for a demo alone. Start one with `evenhand-web demo`."),
    "witnesses.no-such-alarm": gettext_noop("There is no alarm {alarm!r}. See the list on the page of the witnesses."),
    "witnesses.not-taken": gettext_noop(
        "This is not taken: {fault}. Only witnesses that the policy of this log names may send, about this log."
    ),
    "witnesses.nothing-to-rewrite": gettext_noop(
        "The record has {entries} entries, too few to rewrite any. Do something first, then try again."
    ),
    "witnesses.too-many-alarms": gettext_noop(
        "The witness {witness} sent {count} alarms within a day. Those are kept; send others later."
    ),
}
