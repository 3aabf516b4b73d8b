// Has conversations with a skill's endpoint through virtual-alexa, and prints the responses.
// In: {url, conversations: [{locale, model, steps: [["launch"], ["utter", text], ["intend", name, slots]]}]}
// Out: a list of responses a conversation.
import { readFileSync } from "node:fs";
import { VirtualAlexa } from "virtual-alexa";

const { url, conversations } = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const { locale, model, steps } of conversations) {
  const alexa = VirtualAlexa.Builder()
    .skillURL(url)
    .interactionModelFile(model)
    .locale(locale)
    .applicationID("amzn1.ask.skill.local")
    .create();
  const said = [];
  for (const [act, words, slots] of steps) {
    said.push(await (act === "launch" ? alexa.launch() : alexa[act](words, slots)));
  }
  answers.push(said);
}
process.stdout.write(JSON.stringify(answers));
