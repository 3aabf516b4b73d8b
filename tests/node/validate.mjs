// Validates APL documents, a JSON list on stdin, and prints a list of what is wrong for each.
import { readFileSync } from "node:fs";
import apl from "apl-suggester";

const problems = [];
for (const document of JSON.parse(readFileSync(0, "utf8"))) {
  problems.push(await new apl.StaticAplTemplateValidator().validate(document));
}
process.stdout.write(JSON.stringify(problems));
