"use strict";
(() => {
  const id = (name) => document.getElementById(name);
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const tools = id("tools");
  const leads = all("section.lead");
  const reviews = all(".review > li");
  const ticks = all("input[type=checkbox]", tools);
  const narrowedBy = () => [
    ...all("input[type=search]", tools).filter((field) => field.value.trim())
      .map((field) => `\u201c\u2068${field.value.trim()}\u2069\u201d`),
    ...all("select", tools).filter((field) => field.selectedIndex > 0)
      .map((field) => `${field.parentElement.firstChild.textContent.toLowerCase()} ` +
        field.selectedOptions[0].textContent),
    ...ticks.filter((tick) => tick.checked).map((tick) => tick.parentElement.textContent),
  ];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) {
      texts.set(item, fold(all(".found", item).map((each) => each.textContent).join(" ")));
    }
    return texts.get(item);
  };
  const narrow = () => {
    const words = fold(id("words").value).split(/\s+/).filter(Boolean);
    const [marking, source] = [id("marking").value, id("source").value];
    const least = Number(id("least").value);
    const isWanted = (item) =>
      Number(item.dataset.probability) >= least &&
      (!marking || JSON.parse(item.dataset.markings).includes(marking)) &&
      (!source || JSON.parse(item.dataset.sources).includes(source)) &&
      ticks.every((tick) => !tick.checked || Number(item.dataset[tick.id]) > 0) &&
      words.every((word) => textOf(item).includes(word));
    const show = (items) => {
      for (const item of items) item.hidden = !isWanted(item);
      return items.filter((item) => !item.hidden).length;
    };
    const [nLeads, nReviews] = [show(leads), show(reviews)];
    for (const row of all("tr[data-lead]")) row.hidden = id(row.dataset.lead).closest("section").hidden;
    const by = narrowedBy().join(", ");
    id("shown").textContent =
      `${nLeads} of ${leads.length} leads and ${nReviews} of ${reviews.length} pairs to review shown` +
      `${by && ": narrowed to "}${by}.`;
    tools.classList.toggle("narrowed", nLeads < leads.length || nReviews < reviews.length);
  };
  const opened = (items, isOpen) => items.forEach((each) => { each.open = isOpen; });
  const links = all("details.link");
  id("open").addEventListener("click", () => opened(links, true));
  id("close").addEventListener("click", () => opened(links, false));
  id("clear").addEventListener("click", () => {
    for (const field of all("input, select", tools)) {
      field.checked = false;
      if (field.type !== "checkbox") field.value = field.tagName === "SELECT" ? field.options[0].value : "";
    }
    narrow();
    id("words").focus();
  });
  tools.addEventListener("input", narrow);
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = all("details:not([open]):not(.huge)");
    opened(folded, true);
  });
  window.addEventListener("afterprint", () => opened(folded, false));
  tools.hidden = false;
  narrow();
})();
