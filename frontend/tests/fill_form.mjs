/** Fills a form in as a person would, without a page: {definition, answers, repeats} on stdin, the submission on stdout. */
import { readFileSync } from "node:fs";
import { instanceXml } from "../src/form/instance.js";
import { Form } from "../src/form/model.js";

const { definition, answers, repeats } = JSON.parse(readFileSync(0, "utf8"));
const form = new Form(definition);
for (let round = 0; round < 4; round += 1) {
  for (const [path, count] of Object.entries(repeats)) {
    for (const parent of form.nodes(path.slice(0, path.lastIndexOf("/")))) while (form.templates.has(path) && form.repeats(path, parent).length < count) form.add(path, parent);
  }
  for (const [path, value] of Object.entries(answers)) for (const node of form.nodes(path)) if (!node.off) form.answer(node, value.replaceAll("\\n", "\n"));
}
form.finish();
process.stdout.write(JSON.stringify({ xml: instanceXml(form), faults: form.faults().map(({ node, fault }) => [node.path, fault.kind]) }));
