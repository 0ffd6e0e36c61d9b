"""Compiles the detection kernels once, at set-up, so that nobody waits for it at the first watch.

Numba keeps the machine code beside the sources; where nothing has changed this takes as long as an import.
"""

import sys

from evenhand.detection.cases import run_case
from evenhand.detection.plan import RUNNING_KINDS
from evenhand.sources.agreement_files import bundled, load_agreement


def main() -> int:
    """Run the first case of each kind of rule that runs: together they call every kernel."""
    waiting = set(RUNNING_KINDS)
    for name in bundled():
        agreement = load_agreement(name)
        for rule in agreement.rules:
            if rule.kind in waiting and rule.cases:
                run_case(agreement, rule, rule.cases[0])
                waiting.discard(rule.kind)
        if not waiting:
            break
    return 0


if __name__ == "__main__":
    sys.exit(main())
