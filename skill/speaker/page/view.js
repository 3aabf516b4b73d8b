// What is shown. All text is set as text, never as markup.

const MARKS = { yes: "✓", no: "✗", not_sure: "?" };

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
  const { turn, card, understood, exchange } = answer;
  const inTongue = (element, text) => {
    element.textContent = text;
    element.lang = locale;
    element.dir = direction;
    return element;
  };
  $("#trouble").hidden = true;
  $("#heard").hidden = !turn.heard;
  inTongue($("#heard q"), turn.heard ?? "");
  inTongue($("#said"), turn.speech);
  showUrgency(turn.urgency, number, words);
  showTouch(!turn.ended && turn.asking.length > 0);
  showTurn(turn, inTongue);
  $("#intent").textContent = turn.intent;
  $("#findings").replaceChildren(
    ...understood.map(({ id, value, words: clause }) => {
      const item = document.createElement("li");
      const mark = document.createElement("span");
      mark.textContent = MARKS[value];
      mark.ariaHidden = "true";
      const text = inTongue(document.createElement("span"), clause);
      if (value === "not_sure") text.textContent += ` (${words["screen.not_sure"]})`;
      const name = document.createElement("code");
      name.textContent = id;
      name.lang = "en";
      name.dir = "ltr";
      item.dataset.value = value;
      item.append(mark, " ", text, " ", name);
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

/** The buttons, or where they go, the focus in a place that stays. */
function showTouch(shown) {
  const focused = $("#touch").contains(document.activeElement);
  $("#touch").hidden = !shown;
  if (focused && !shown) ($("#screen").hidden ? $("#now") : $("#screen")).focus();
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
  const call = $("#call");
  call.hidden = urgency !== "emergency" || !number;
  call.textContent = words["screen.call"];
  call.href = `tel:${number}`;
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

/** Say that the skill cannot be reached, with the number to call. */
export function showTrouble(words) {
  $("#trouble").textContent = words["page.unreachable"];
  $("#trouble").hidden = false;
}

/** Show whether it listens. */
export function showListening(listening, words) {
  $("#speak").ariaPressed = String(listening);
  $("#speak span").textContent = words[listening ? "page.listening" : "page.speak"];
}

/** Say what this browser can and cannot do in the locale. */
export function showAbilities({ hears, staysHere, speaks }, words) {
  $("#speak").hidden = !hears;
  $("#hands-free").disabled = !hears;
  $("#voice-note").hidden = hears && staysHere;
  $("#voice-note").textContent = words[hears ? "page.recognition" : "page.no_recognition"];
  $("#mouth-note").hidden = speaks;
  $("#aloud").disabled = !speaks;
}
