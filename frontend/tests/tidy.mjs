/** Reads a list of texts, writes each as it is signed. For test_scripts.py. */
import { readFileSync } from "node:fs";
import { tidy } from "../src/sign/statement.js";

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(tidy)));
