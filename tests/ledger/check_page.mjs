// Runs the checks of an archive's page without a browser: on the archive as it is, then with bytes of its data changed.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const [folder, step] = [process.argv[2], Number(process.argv[3])];
runInThisContext(readFileSync(`${folder}/reader/core.js`, "utf8"));
const Core = globalThis.EvenhandCore;
const policy = Core.readPolicy(readFileSync(`${folder}/policy`, "utf8"));

async function check(files) {
  let about = null;
  const pieces = [];
  globalThis.evenhandAbout = (told) => { about = told; };
  globalThis.evenhandPiece = (told) => { pieces[told.number] = told; };
  for (const content of Object.values(files)) runInThisContext(new TextDecoder("utf-8").decode(content));
  const count = Math.ceil(about.manifest.size / 1024);
  return Core.checkAll(about, policy, count, (number) => pieces[number], () => {});
}

const files = Object.fromEntries(["about", "000000"].map((name) => [name, readFileSync(`${folder}/reader/data/${name}.js`)]));
const whole = await check(files);
const told = ({ faults, fields, final, size, able }) => ({ faults, fields, final, size, able });
let tried = 0;
const unnoticed = [];

/** Where the log tells the time under a note: its second line. Without it nothing else changes, so it is left out. */
function clocks(text) {
  const lines = [...text.matchAll(/\\n\xe2\x80\x94 evenhand\.example\/log [^\\]+/g)].filter((_, at) => at % 2);
  return (at) => lines.some((line) => at >= line.index && at < line.index + line[0].length + 2);
}

for (const [name, content] of Object.entries(files)) {
  const text = content.toString("latin1"), isClock = clocks(text);
  // What the manifest and the policies that came along say is no part of what is checked.
  const end = name === "about" ? text.indexOf('"manifest"') : content.length;
  for (let at = 0; at < end; at += step) {
    if (isClock(at)) continue;
    const spoiled = Buffer.from(content);
    spoiled[at] ^= 1;
    tried++;
    try {
      const found = await check({ ...files, [name]: spoiled });
      if (!found.faults.length && found.final && found.cosigners.length === whole.cosigners.length) unnoticed.push([name, at, text.slice(Math.max(0, at - 30), at + 30)]);
    } catch {
      // It is no script any more, or no checkpoint: the page says that its data are damaged.
    }
  }
}
console.log(JSON.stringify({ good: told(whole), tried, unnoticed }));
