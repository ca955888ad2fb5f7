// Values of records are set as text (textContent), never as HTML. Nothing is requested.
const KEYS = [
  ["S", "same person"], ["D", "different persons"], ["U", "cannot tell"],
  ["←", "back"], ["→", "forward"], ["Z", "undo"], ["R", "reason"], ["?", "help"],
];
const VERDICT = { s: "same", d: "different", u: "unsure" };
const PATIENCE = 5000;
const HELP = "S, D and U save your decision on this pair and go to the next undecided pair. The arrows " +
  "move without deciding. Z undoes the last decision. R writes a reason for the next decision: Enter keeps " +
  "it, Escape discards it. Letters that differ are underlined on a yellow background. Verify every lead with " +
  "both sources; a lead is never an identification.";

function make(tag, name, ...inside) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...inside.filter((each) => each !== null && each !== ""));
  return made;
}

function segments(parts, tag) {
  const made = make(tag || "bdi", "");
  made.dir = "auto";
  for (const [text, differs] of parts) made.append(differs ? make("mark", "", text) : text);
  return made;
}

function value(shown) {
  if (!shown) return make("span", "sm-none", "–");
  const made = make("div", "");
  const text = segments(shown.text);
  made.append(text);
  if (shown.rest) {
    const more = make("button", "sm-rest", `… ${shown.rest.length.toLocaleString()} more characters`);
    more.onclick = () => {
      text.append(shown.rest);
      more.closest(".sm-review").focus({ preventScroll: true });
      more.remove();
    };
    made.append(" ", more);
  }
  if (shown.note) made.append(" ", make("span", "sm-note", "(", make("bdi", "", shown.note), ")"));
  if (shown.reading.length) made.append(make("span", "sm-reading", "read: ", segments(shown.reading)));
  return made;
}

function side(one) {
  const made = make("th", "");
  made.scope = "col";
  made.append(make("bdi", "", one.source), " ", make("bdi", "", one.record_id));
  made.append(make("div", "sm-note", `role: ${one.role.replaceAll("_", " ")}`));
  if (one.location) made.append(make("div", "sm-note", "at ", make("bdi", "", one.location)));
  if (one.reliability) made.append(make("div", "sm-note", "reliability: ", make("bdi", "", one.reliability)));
  for (const mark of one.handling) made.append(make("div", "", make("bdi", "sm-handling", mark)));
  return made;
}

function records(card) {
  const corner = make("th", "sm-field", "field");
  corner.scope = "col";
  const body = make("tbody", "");
  for (const row of card.rows) {
    row.lines.forEach(([left, right], k) => {
      const line = make("tr", k ? "sm-more" : "");
      if (!k) {
        const head = make("th", "sm-field", row.field.replaceAll("_", " "),
          make(row.agrees === "differs" ? "strong" : "span", "sm-agrees", row.agrees));
        head.scope = "row";
        head.rowSpan = row.lines.length + (row.more[0] + row.more[1] > 0);
        line.append(head);
      }
      line.append(make("td", "", value(left)), make("td", "", value(right)));
      body.append(line);
    });
    if (row.more[0] + row.more[1] > 0) {
      const words = row.more.map((n) => make("td", "sm-note", n ? `and ${n} more` : ""));
      body.append(make("tr", "sm-more", ...words));
    }
  }
  return make("table", "sm-records",
    make("thead", "", make("tr", "", corner, side(card.left), side(card.right))), body);
}

function waterfall(model) {
  const body = make("tbody", "");
  for (const bar of model.bars) {
    const drawn = make("div", bar.is_for ? "sm-bar" : "sm-bar sm-against");
    drawn.style.marginLeft = `min(${bar.start}%, calc(100% - 2px))`;
    drawn.style.width = `${bar.width}%`;
    const head = make("th", "sm-field", bar.name);
    head.scope = "row";
    body.append(make("tr", "", head, make("td", "", bar.words), make("td", "sm-bits", bar.bits),
      make("td", "", drawn)));
  }
  const heads = ["what", "level", "bits", "Filled: supports one person. Striped: contradicts it."].map((word, k) =>
    make("th", ["sm-field", "", "sm-bits", ""][k], word));
  const made = make("section", "sm-model",
    make("h3", "", `The model: probability ${model.probability}, ${model.weight} bits`),
    make("table", "", make("thead", "", make("tr", "", ...heads)), body));
  if (model.missing) made.append(make("div", "sm-note", `Not known on one side or on both: ${model.missing}.`));
  if (model.note) made.append(make("div", "sm-note", make("bdi", "", model.note)));
  return made;
}

function render({ model, el }) {
  let number = 0, waiting = null, asked = null;
  const where = make("h3", ""), progress = make("span", "sm-progress"), who = make("span", "sm-note");
  const status = make("div", "sm-status");
  status.setAttribute("role", "status");
  status.setAttribute("aria-live", "polite");
  const card = make("div", "sm-card"), help = make("p", "sm-help", HELP);
  help.hidden = true;
  const reason = make("input", ""), words = make("span", "", "Reason");
  const box = make("label", "", words, reason);
  box.hidden = true;
  const buttons = make("div", "sm-buttons");
  for (const [key, word] of KEYS) {
    const button = make("button", "", make("kbd", "", key), word);
    button.type = "button";
    button.onclick = () => { root.focus({ preventScroll: true }); press(key); };
    buttons.append(button);
  }
  const root = make("section", "sm-review",
    make("div", "sm-head", where, progress, who), status, buttons, help, box, card);
  root.tabIndex = 0;
  root.dataset.lmSuppressShortcuts = "true";
  root.setAttribute("aria-label", "Review of leads. Press question mark for help.");

  function show() {
    const view = model.get("view");
    if (view.number === number) { clearTimeout(waiting); waiting = null; }
    where.textContent = view.card ? `Pair ${view.at + 1} of ${view.n}` : view.n ? "The end" : "No pairs";
    progress.textContent = view.progress;
    who.textContent = `Reviewer: ${view.reviewer}, saved in ${view.file}${view.is_blind ? "; blind" : ""}`;
    status.textContent = view.said;
    status.classList.toggle("sm-error", view.is_error);
    card.replaceChildren();
    if (view.card) {
      const before = view.card.verdict;
      if (before) {
        card.append(make("div", "sm-before", `You decided: ${before}. `,
          make("bdi", "", view.card.reason ? `Reason: ${view.card.reason}` : "")));
      }
      card.append(records(view.card));
      if (view.card.model) card.append(waterfall(view.card.model));
    } else if (view.n) {
      card.append(make("p", "", "There are no more pairs. ← goes back, Z undoes the last decision."));
    } else {
      card.append(make("p", "", "There are no pairs to review."));
    }
    if (view.asks && view.number === number) {
      asked = view.asks;
      open(`Reason (Enter saves “${view.asks}”, with or without one; Escape saves nothing)`);
    } else if (!view.is_error && !asked) { reason.value = ""; box.hidden = true; }
  }

  function tell(message) {
    if (waiting) return;
    number += 1;
    waiting = setTimeout(() => {
      waiting = null;
      status.classList.add("sm-error");
      status.textContent = "The kernel does not answer, so this decision may not be saved. Earlier decisions are " +
        "in the file. Restart the kernel, run the cells again, and continue.";
    }, PATIENCE);
    model.send({ at: model.get("view").at, number, ...message });
  }

  function open(text) {
    words.textContent = text;
    box.hidden = false;
    reason.focus();
  }

  function close(keep) {
    if (!keep) reason.value = "";
    box.hidden = !reason.value;
    words.textContent = "Reason, saved with the next decision";
    asked = null;
    root.focus({ preventScroll: true });
  }

  function press(key) {
    const verdict = VERDICT[key.toLowerCase()];
    if (verdict) {
      if (model.get("view").card) tell({ do: "decide", verdict, reason: reason.value });
    } else if (key === "←" || key === "ArrowLeft") tell({ do: "move", steps: -1 });
    else if (key === "→" || key === "ArrowRight") tell({ do: "move", steps: 1 });
    else if (key.toLowerCase() === "z") tell({ do: "undo" });
    else if (key.toLowerCase() === "r") open("Reason (Enter keeps it for the next decision, Escape discards it)");
    else if (key === "?") help.hidden = !help.hidden;
    else if (key === "Escape") help.hidden = true;
    else return false;
    return true;
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation(); // the notebook has other uses for D, Z and the arrows
    if (event.target === reason) {
      if (event.key === "Enter") {
        event.preventDefault();
        const verdict = asked, text = reason.value;
        close(true);
        if (verdict) tell({ do: "decide", verdict, reason: text, is_sure: true });
      } else if (event.key === "Escape") close(false);
    } else if (!event.repeat && press(event.key)) event.preventDefault();
  });
  model.on("change:view", show);
  show();
  el.append(root);
  return () => { clearTimeout(waiting); model.off("change:view", show); };
}

export default { render };
