// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2

// Standard texts from the keyboard: Alt+T, the beginning of a word, Enter. The panel becomes a
// combobox (WAI-ARIA 1.2); without this script it is a search field and a list of buttons.
"use strict";

(() => {
  const PAUSE = 150;

  const panel = document.querySelector("details[data-texts]");
  if (!panel) return;
  const form = panel.closest("form");
  const body = form.elements.body;
  const input = panel.querySelector("input");
  const list = document.getElementById("texts-list");
  const count = document.getElementById("texts-count");
  const missing = document.getElementById("missing");

  let timer = 0;
  let asked = 0;
  let looking = Promise.resolve();
  let isInserting = false;
  // Nobody placed a cursor yet: a text comes at the end.
  let cursor = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const chosen = () => list.querySelector("[aria-selected=true]");

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    input.removeAttribute("aria-activedescendant");
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(chosen());
    choose(all[(at + by + all.length) % all.length]);
  };

  const show = (html) => {
    const found = new DOMParser().parseFromString(html, "text/html");
    list.replaceChildren(...found.querySelectorAll("[role=option]"));
    count.textContent = found.querySelector("p").textContent;
    choose(options()[0]);
  };

  const ask = async () => {
    asked += 1;
    const mine = asked;
    const address = `${panel.dataset.search}?q=${encodeURIComponent(input.value)}`;
    try {
      const response = await fetch(address, { redirect: "manual" });
      if (mine !== asked) return;
      if (response.ok) show(await response.text());
      else count.textContent = panel.dataset.failed;
    } catch {
      if (mine === asked) count.textContent = panel.dataset.failed;
    }
  };

  const look = () => {
    clearTimeout(timer);
    timer = 0;
    looking = ask();
    return looking;
  };

  const open = () => {
    panel.open = true;
    input.focus();
    input.select();
  };

  const close = () => {
    panel.open = false;
    body.focus();
  };

  // As if it were typed: the browser can undo it, and the draft is saved as usual.
  const write = (piece) => {
    const at = cursor ?? body.value.length;
    body.focus();
    body.setSelectionRange(at, at);
    if (document.execCommand("insertText", false, piece)) return;
    body.setRangeText(piece, at, at, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const insert = async (option) => {
    if (!option || isInserting) return;
    isInserting = true;
    const data = new FormData(form);
    const before = body.value.slice(0, cursor ?? body.value.length);
    data.set("text", option.dataset.text);
    data.set("at", [...before].length);
    try {
      const response = await fetch(panel.dataset.insert, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: data,
        redirect: "manual",
      });
      const answered = await response.json();
      if (!response.ok) {
        count.textContent = answered.sentence;
        return;
      }
      input.value = "";
      panel.open = false;
      write(answered.piece);
      missing.textContent = answered.missing;
      form.dispatchEvent(new Event("desk:inserted"));
    } catch {
      count.textContent = panel.dataset.failed;
    } finally {
      isInserting = false;
    }
  };

  // Who types and presses Enter at once means what these words find, not what stands there still.
  const insertChosen = async () => {
    if (timer) look();
    await looking;
    await insert(chosen());
  };

  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: insertChosen,
    Escape: close,
  };

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "true");
  list.setAttribute("role", "listbox");
  list.replaceChildren();
  panel.querySelector(".texts-search button").hidden = true;

  input.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.isComposing) return;
    event.preventDefault();
    act();
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  // The focus stays in the field: it says which option is chosen.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => insert(event.target.closest("[role=option]")));
  panel.addEventListener("toggle", () => {
    if (!panel.open) return;
    if (panel.contains(document.activeElement)) open();
    look();
  });
  body.addEventListener("blur", () => {
    cursor = body.selectionEnd;
  });
  addEventListener("keydown", (event) => {
    const isAsked = event.altKey && event.code === "KeyT";
    if (!isAsked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  if (panel.open) look();
})();
