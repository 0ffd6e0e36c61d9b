"""The words of the form pages; their scripts have none of their own."""

from typing import Any

from django.utils.translation import gettext as _


def script_words() -> dict[str, Any]:
    """Everything that the scripts say, in the reader's language; {details} are filled in there."""
    return {**_filling(), **_places(), **_queue(), **_device(), **_lists()}


def _filling() -> dict[str, str]:
    return {
        "forms": _("Reports"),
        "kept_as_you_write": _(
            "What you write is kept on this device at once, encrypted. You may leave and come back."
        ),
        "kept_here": _("Kept on this device"),
        "not_kept": _("This could not be kept on the device. Do not close the page; try again or write it down."),
        "no_room": _("The device has no room left. Send or delete other reports, or free some room, and try again."),
        "discard": _("Discard"),
        "discard_question": _("The draft and its files are deleted from this device and cannot be brought back."),
        "later": _("Go on later"),
        "finish": _("Finish and send"),
        "cancel": _("Cancel"),
        "required_mark": _("required"),
        "faults_found": _("Answers that need attention: {count}"),
        "choose": _("Choose"),
        "clear": _("Clear the answer"),
        "search": _("Search"),
        "more_found": _("There are more. Type a part of the name."),
        "none_found": _("Nothing is called so."),
        "ok": _("Yes"),
        "now": _("Now"),
        "turn": _("{name} {number}"),
        "add_one": _("Add"),
        "remove_one": _("Remove"),
        "remove_question": _("All that you answered in this part is removed."),
        "keeping": _("Being kept on this device"),
        "kept": _("Kept:"),
        "take_out": _("Take out"),
        "too_large": _("The file is larger than {limit} MB. Make it shorter or smaller, or hand it in another way."),
        "empty_file": _("The file is empty. Choose another one."),
        "open_elsewhere": _("This report is open in another window. Go on there, or close it."),
        "is_queued": _("This report is finished and waits to be sent."),
        "no_form": _("The forms are not on this device yet. Open this page once while there is a network."),
    }


def _places() -> dict[str, str]:
    return {
        "draw": _("Show on the map"),
        "draw_sector": _("Draw on the map"),
        "map_opening": _("The map is opening"),
        "no_map": _("The map cannot be drawn here. Type the numbers instead; they say the same."),
        "my_position": _("Use my position"),
        "position_asked": _("Waiting for the position"),
        "no_position": _("The device gives no position. Allow it, go into the open, or type the coordinates."),
        "one_point_a_line": _("One point a line: latitude, then longitude."),
        "last_point_out": _("Take out the last point"),
        "sector": _("Towards {bearing}, give or take {error}, from {low} to {high} away"),
        "grip_point": _("Point {number}. Arrow keys move it, Shift faster, Delete takes it out."),
        "grip_observer": _("The observer. Arrow keys move the position, Shift faster."),
        "grip_bearing": _("Bearing {bearing}. Arrow keys turn it by a degree, with Shift by ten."),
        "grip_low": _("At least {distance} away. Arrow keys change it by 100 m, with Shift by 1 km."),
        "grip_high": _("At most {distance} away. Arrow keys change it by 100 m, with Shift by 1 km."),
        "grip_error": _("Error of the bearing {error} to either side. Arrow keys change it by a degree."),
    }


def _queue() -> dict[str, str]:
    return {
        "queue": _("My queue"),
        "send_now": _("Send now"),
        "send_again": _("Send again"),
        "amend": _("Amend"),
        "go_on": _("Go on writing"),
        "count_waiting": _("Waiting: {count}"),
        "count_refused": _("Refused: {count}"),
        "nothing_here": _("Nothing that you wrote waits on this device."),
        "number": _("Number of the report:"),
        "conflict": _("It stands beside another version that says something else; the desk will look at both."),
        "files": _("Files: {count}, {size}"),
        "tried": _("Tries: {count}; the next one at {at}"),
        "clear_sent": _("Remove from the list"),
        "delete": _("Delete without sending"),
        "delete_question": _("Nobody has received this report. Once deleted here, it is nowhere."),
        "delete_sure": _("I understand that the report will be lost."),
        "export_all": _("Save the queue as a file"),
        "restore": _("Put a saved queue back"),
        "restore_help": _("The file that was saved here or on another device of yours"),
        "restored": _("What was missing is back in the queue."),
        "not_your_queue": _("This file is no queue that you saved. Sign in as the person who saved it."),
        "export_one": _("Save as files"),
        "export_question": _("The report and its files are saved unencrypted, to be carried by hand. Keep them safe."),
        "others_wait": _(
            "Reports of another user that wait here, encrypted: {count}. They are sent once that user signs in."
        ),
        "waiting_here": _("Reports that wait on this device, encrypted: {count}."),
        "sign_in_to_send": _("Sign in again to send what waits."),
        "other_signed_in": _("Somebody else is signed in now. Your reports wait until you sign in again."),
    }


def _device() -> dict[str, str]:
    return {
        "this_device": _("This device"),
        "no_network": _("There is no network. What you write is kept here and sent once there is one."),
        "no_storage": _(
            "This browser keeps nothing, perhaps because the window is private. Open the page in another one."
        ),
        "may_not": _("You may not file reports. Ask the administrator of your organisation."),
        "sign_in": _("Sign in"),
        "locked": _("The reports on this device are locked"),
        "no_passphrase": _("No passphrase for the time without a network was set here. Connect once, and set one."),
        "opening": _("One moment"),
        "open": _("Open"),
        "passphrase": _("Passphrase of this device"),
        "passphrase_again": _("The same once more"),
        "wrong_passphrase": _("No reports here open with this passphrase."),
        "set_passphrase": _("Set a passphrase"),
        "change_passphrase": _("Change the passphrase"),
        "set": _("Set"),
        "passphrase_help": _(
            "With it you open your reports where there is no network. Whoever has the device and not the passphrase "
            "cannot read them. If you forget it, signing in opens them as well."
        ),
        "passphrase_short": _("Take at least 10 characters, best four words that do not belong together."),
        "passphrase_digits": _("Digits alone can be tried out. Take words, or at least 16 digits."),
        "passphrases_differ": _("The two are not the same."),
        "passphrase_is_set": _("Opens without a network, by passphrase"),
        "passphrase_not_set": _("Opens only while you are signed in"),
        "room": _("{used} of {quota} are used."),
        "lasting": _("The browser keeps them until you delete them."),
        "not_lasting": _("The browser may delete them if it runs short of room: send them soon, or install this page."),
    }


def _lists() -> dict[str, dict[str, str]]:
    return {
        "faults": {
            "required": _("Please answer this."),
            "constraint": _("This answer cannot be right."),
            "integer": _("Write a whole number."),
            "decimal": _("Write a number."),
            "point": _("Write latitude and longitude, as 31.2089 16.5887."),
        },
        "states": {
            "draft": _("Draft"),
            "waiting": _("Waiting"),
            "sending": _("Being sent"),
            "sent": _("Sent"),
            "refused": _("Refused"),
            "damaged": _("Cannot be read"),
        },
    }
