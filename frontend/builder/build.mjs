/** Builds everything that a browser needs into the folder given: scripts, styles, the map's worker, the base map. */
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeBasemap } from "./basemap.mjs";

const here = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(here, "node_modules");
const out = resolve(process.argv[2] ?? join(here, "../src/evenhand_web/static/built"));

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  entryPoints: { map: join(here, "src/main.js"), agreement: join(here, "src/agreement.js"), upload: join(here, "src/upload.js"), sign: join(here, "src/sign/main.js"), form: join(here, "src/form/main.js"), "form-worker": join(here, "src/form/worker.js"), forms: join(here, "css/forms.css"), maps: join(here, "css/maps.css"), agreements: join(here, "css/agreements.css") },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "linked",
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
});
// MapLibre starts its worker from an address of its own; `main.js` says which.
copyFileSync(join(modules, "maplibre-gl/dist/maplibre-gl-worker.mjs"), join(out, "maplibre-gl-worker.mjs"));
copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), join(out, "htmx.js"));
writeBasemap(join(modules, "world-atlas"), join(out, "basemap"));
