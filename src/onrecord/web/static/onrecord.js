// What the keyboard and the mouse do beside links and forms; every page works without it.
"use strict";

(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

  // Offsets in the article are code points; the browser counts UTF-16 units. Each piece of text says where it begins.
  const offsetOf = (node, units) => {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    const piece = element.closest("[data-at]");
    if (piece === null) return null;
    const start = Number(piece.dataset.at);
    if (piece.dataset.width) return start + (units > 0 ? 1 : 0);
    return start + (node.nodeType === Node.TEXT_NODE ? [...node.data.slice(0, units)].length : 0);
  };

  const selectedRange = () => {
    const selection = document.getSelection();
    const text = document.getElementById("text");
    if (selection === null || selection.isCollapsed || text === null) return null;
    const range = selection.getRangeAt(0);
    let first = null;
    let last = null;
    for (const piece of text.querySelectorAll("[data-at]")) {
      if (!range.intersectsNode(piece)) continue;
      const inner = piece.firstChild;
      const from = range.startContainer === inner ? offsetOf(inner, range.startOffset) : offsetOf(inner, 0);
      const to = range.endContainer === inner ? offsetOf(inner, range.endOffset) : offsetOf(inner, inner.data.length);
      if (from === to) continue;
      if (first === null) first = from;
      last = to;
    }
    return first === null ? null : `${first}-${last}`;
  };

  const take = (role, more) => {
    const range = selectedRange();
    const field = document.querySelector(`input[data-role="${role}"]`);
    if (range === null || field === null) return false;
    field.value = more && field.value ? `${field.value}, ${range}` : range;
    field.classList.add("filled");
    return true;
  };

  // Statements in the text: light up all parts of one, step from one to the next.
  let current = 0;
  const light = (number) => {
    for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (!number) return;
    for (const piece of document.querySelectorAll("[data-numbers]")) {
      if (piece.dataset.numbers.split(" ").includes(String(number))) piece.classList.add("lit");
    }
    const card = document.getElementById(`s${number}`);
    if (card !== null) card.classList.add("lit");
  };
  const show = (number) => {
    const card = document.getElementById(`s${number}`);
    const place = document.getElementById(`t${number}`);
    if (card === null) return;
    current = number;
    light(number);
    if (place !== null) place.scrollIntoView({ block: "center" });
    const cards = card.closest(".cards");
    if (cards !== null && cards.scrollHeight > cards.clientHeight) cards.scrollTop = card.offsetTop - cards.offsetTop - 16;
    card.focus({ preventScroll: true });
  };
  const innermost = (piece) => piece.dataset.numbers.split(" ").at(-1);

  document.addEventListener("click", (event) => {
    const piece = event.target.closest("[data-numbers]");
    const selection = document.getSelection();
    if (piece !== null && (selection === null || selection.isCollapsed)) show(Number(innermost(piece)));
    const label = event.target.closest("a.number");
    if (label !== null) {
      event.preventDefault();
      show(Number(label.dataset.statement));
    }
  });
  document.addEventListener("mouseover", (event) => {
    const piece = event.target.closest("[data-numbers]");
    light(piece === null ? current : innermost(piece));
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const key = event.key.toLowerCase();
    const steps = document.querySelector("[data-steps]");
    if (steps !== null && (key === "j" || key === "k")) {
      const count = steps.querySelectorAll(".card").length;
      if (count) show(Math.min(count, Math.max(1, current + (key === "j" ? 1 : -1))));
      return;
    }
    if (key >= "1" && key <= "4") {
      const choices = document.querySelectorAll('.deciding input[type="radio"][name="speaker"]');
      const choice = choices[Number(key) - 1];
      if (choice !== undefined && choice.value !== "-") choice.checked = true;
      return;
    }
    const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (control === null) return;
    if (control.dataset.role) {
      if (take(control.dataset.role, event.shiftKey)) event.preventDefault();
    } else if (control.closest("details:not([open])") === null) {
      event.preventDefault();
      control.click();
    }
  });

  // Names that begin with what is typed, or claims of these words.
  const offer = (list, values) => {
    const known = new Set([...list.options].map((option) => option.value));
    for (const value of values) {
      if (known.has(value)) continue;
      const option = document.createElement("option");
      option.value = value;
      list.append(option);
    }
  };
  let asked = 0;
  document.addEventListener("input", async (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.dataset.suggest === undefined || field.value.length < 2) return;
    const mine = ++asked;
    if (field.dataset.suggest === "claims") {
      const found = await fetch(`/claims/suggest.json?q=${encodeURIComponent(field.value)}`, { credentials: "same-origin" });
      if (!found.ok || mine !== asked || field.list === null) return;
      const { claims } = await found.json();
      offer(field.list, claims.map((one) => `${one.text} [${one.claim}]`));
      return;
    }
    const answer = await fetch(`/suggest.json?q=${encodeURIComponent(field.value)}`, { credentials: "same-origin" });
    if (!answer.ok || mine !== asked || field.list === null) return;
    const { names } = await answer.json();
    const typed = field.closest(".deciding") !== null;
    offer(field.list, names.map((one) => (typed ? `${one.name}|${one.type}` : one.name)));
  });

  // The address of a statement within its article leads to its card.
  const anchor = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const card = anchor === null ? null : anchor.closest(".card");
  if (card !== null) show(Number(card.id.slice(1)));
})();
