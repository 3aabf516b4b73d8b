// What is shown. All text is set as text, never as markup.

// In the order in which they are shown.
const MARKS = { yes: "✓", not_sure: "?", no: "✗" };

export const $ = (selector) => document.querySelector(selector);

/** Offer the locales by their own names. */
export function showLocales(names) {
  const options = Object.entries(names).map(([tag, name]) => {
    const option = new Option(name, tag);
    option.lang = tag;
    return option;
  });
  $("#locale").replaceChildren(...options);
}

/** Put the whole page into the words of a locale. */
export function showWords({ locale, direction, words }) {
  document.documentElement.lang = locale;
  document.documentElement.dir = direction;
  document.title = words["store.name"];
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = words[element.dataset.word];
  }
  $("#locale").value = locale;
  document.body.hidden = false;
}

/** Show one answer of the skill. */
export function showAnswer(answer, { locale, direction, number, words }) {
  const { turn, card, understood, suggestions, exchange } = answer;
  const inTongue = (element, text) => {
    element.textContent = text;
    element.lang = locale;
    element.dir = direction;
    return element;
  };
  $("#trouble").hidden = true;
  $("#now").hidden = false;
  $("#heard").hidden = !turn.heard;
  inTongue($("#heard q"), turn.heard ?? "");
  inTongue($("#said"), turn.speech);
  $("#ended").hidden = !turn.ended;
  showUrgency(turn.urgency, number, words);
  showAnswers(!turn.ended && turn.asking.length > 0, suggestions, inTongue);
  showTurn(turn, inTongue);
  $("#intent").textContent = turn.intent;
  const order = Object.keys(MARKS);
  const sorted = understood.toSorted((one, other) => order.indexOf(one.value) - order.indexOf(other.value));
  $("#findings").replaceChildren(
    ...sorted.map(({ id, value, words: clause }) => {
      const item = document.createElement("li");
      const mark = document.createElement("span");
      mark.textContent = MARKS[value];
      mark.ariaHidden = "true";
      mark.className = "mark";
      const text = inTongue(document.createElement("span"), clause);
      text.className = "words";
      if (value === "not_sure") text.textContent += ` (${words["screen.not_sure"]})`;
      const name = document.createElement("code");
      name.textContent = id;
      name.lang = "en";
      name.dir = "ltr";
      item.dataset.value = value;
      item.append(mark, text, name);
      return item;
    }),
  );
  if (card.content) {
    $("#card").hidden = false;
    inTongue($("#card h3"), card.title);
    inTongue($("#card p"), card.content);
  }
  if (exchange) {
    $("#request").textContent = JSON.stringify(exchange.request, null, 2);
    $("#response").textContent = JSON.stringify(exchange.response, null, 2);
    $("#milliseconds").textContent = `${answer.milliseconds} ms`;
  }
}

/** What can be answered by touch; where it goes, the focus goes to a place that stays. */
function showAnswers(asking, suggestions, inTongue) {
  const held = document.activeElement;
  const answers = [$("#touch"), $("#try")];
  const focused = answers.some((group) => group.contains(held));
  $("#touch").hidden = !asking;
  $("#try").hidden = suggestions.length === 0;
  const buttons = suggestions.map((words) => {
    const button = inTongue(document.createElement("button"), words);
    button.type = "button";
    button.dataset.say = words;
    return button;
  });
  $("#try").replaceChildren($("#try-title"), ...buttons);
  const stays = held.isConnected && !held.closest("[hidden]");
  if (focused && !stays) ($("#screen").hidden ? $("#now") : $("#screen")).focus();
}

function showUrgency(urgency, number, words) {
  const screen = $("#screen");
  screen.hidden = !urgency;
  if (!urgency) {
    delete screen.dataset.urgency;
    return;
  }
  screen.dataset.urgency = urgency;
  $("#shape").setAttribute("href", `#shape-${urgency}`);
  $("#urgency").textContent = words[`screen.${urgency}`];
  showCall($("#call"), urgency === "emergency" && number, words);
}

function showCall(link, number, words) {
  link.hidden = !number;
  link.querySelector("span").textContent = words["screen.call"];
  link.href = `tel:${number}`;
}

function showTurn(turn, inTongue) {
  const item = document.createElement("li");
  if (turn.heard) {
    const heard = inTongue(document.createElement("p"), turn.heard);
    heard.className = "heard";
    item.append(heard);
  }
  if (turn.speech) item.append(inTongue(document.createElement("p"), turn.speech));
  if (item.childElementCount) $("#turns").append(item);
}

/** Forget all that was said. */
export function clear() {
  $("#turns").replaceChildren();
}

/** Say that the skill cannot be reached, with the number to call, in place of an old question. */
export function showTrouble({ number, words }) {
  $("#trouble p").textContent = words["page.unreachable"];
  showCall($("#trouble .call"), number, words);
  $("#trouble").hidden = false;
  for (const old of ["#now", "#touch", "#try"]) $(old).hidden = true;
}

/** Show whether it listens. */
export function showListening(listening, words) {
  $("#speak").ariaPressed = String(listening);
  $("#speak span").textContent = words[listening ? "page.listening" : "page.speak"];
}

/** Say what this browser can and cannot do in the locale. */
export function showAbilities({ hears, staysHere, speaks }, words) {
  $("#speak").hidden = !hears;
  $("#space-note").hidden = !hears;
  $("#hands-free").disabled = !hears;
  $("#voice-note").hidden = hears && staysHere;
  $("#voice-note").textContent = words[hears ? "page.recognition" : "page.no_recognition"];
  $("#mouth-note").hidden = speaks;
  $("#aloud").disabled = !speaks;
}
