"""Builds the front end into the static files; does nothing when nothing changed.

Node comes from its PyPI wheel in the virtual environment, the packages from npm by a lock file with hashes and without
addresses. A wheel of Evenhand holds what this makes, so that it runs without Node.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src" / "evenhand_web" / "static" / "built"
STAMP = BUILT / "stamp.json"
EXPECTED = (
    "map.js",
    "agreement.js",
    "upload.js",
    "maps.css",
    "agreements.css",
    "htmx.js",
    "maplibre-gl-worker.mjs",
    "basemap/world.json",
)


def main() -> int:
    """Build if the inputs differ from those of the last build; say in one line what was done."""
    wanted = digest_of_inputs()
    if STAMP.exists() and json.loads(STAMP.read_text())["inputs"] == wanted and not missing():
        return 0
    addresses = named_addresses(FRONTEND / "package-lock.json")
    if addresses:
        print(
            f"frontend/package-lock.json names {addresses} addresses. Remove every `resolved` from it.", file=sys.stderr
        )
        return 1
    tools = Path(sys.executable).parent
    environment = os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    locked = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    marker = FRONTEND / "node_modules" / ".locked"
    if not marker.exists() or marker.read_text() != locked:
        npm = [tools / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(npm, cwd=FRONTEND, env=environment, check=True, stdout=subprocess.DEVNULL)
        marker.write_text(locked)
    # Built beside and moved into place, so that a server that is running never sees half of it.
    fresh = BUILT.with_name("built.new")
    subprocess.run(
        [tools / "node", FRONTEND / "builder" / "build.mjs", fresh], cwd=FRONTEND, env=environment, check=True
    )
    (fresh / STAMP.name).write_text(json.dumps({"inputs": wanted}))
    shutil.rmtree(BUILT, ignore_errors=True)
    fresh.rename(BUILT)
    if absent := missing():
        print(f"The front end build left out {', '.join(absent)}. See frontend/builder/build.mjs.", file=sys.stderr)
        return 1
    size = sum(path.stat().st_size for path in BUILT.rglob("*") if path.is_file())
    print(f"Front end built: {size / 1e6:.1f} MB in {BUILT.relative_to(ROOT)}")
    return 0


def digest_of_inputs() -> str:
    """SHA-256 over the names and bytes of everything that the build reads."""
    inputs = [FRONTEND / "package-lock.json", FRONTEND / "package.json"]
    for folder in ("builder", "src", "css"):
        inputs += sorted(path for path in (FRONTEND / folder).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in inputs:
        digest.update(f"{path.relative_to(FRONTEND)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def missing() -> list[str]:
    """What the pages load and the build did not leave."""
    return [name for name in EXPECTED if not (BUILT / name).exists()]


def named_addresses(lock: Path) -> int:
    """How many packages of the lock file name where they came from."""
    packages = json.loads(lock.read_text())["packages"].values()
    return sum(1 for package in packages if "resolved" in package and not package.get("link"))


if __name__ == "__main__":
    sys.exit(main())
