"""The console script `evenhand-web`: Django's commands and ours."""

import os
import sys

from django.core.management import execute_from_command_line

from evenhand.foundation.problems import Problem
from evenhand_web.web.management import demo_environment


def main() -> None:
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand_web.config.settings")
    try:
        if sys.argv[1:2] == ["demo"] and not {"-h", "--help"} & set(sys.argv):
            demo_environment.prepare(sys.argv[2:])  # before Django reads its settings
        # Modules have no hyphens in their names; commands may be typed with them.
        name = [argument.replace("-", "_") for argument in sys.argv[1:2] if not argument.startswith("-")]
        execute_from_command_line([*sys.argv[:1], *(name or sys.argv[1:2]), *sys.argv[2:]])
    except Problem as problem:
        sys.exit(f"{problem} ({problem.code})")


if __name__ == "__main__":
    main()
