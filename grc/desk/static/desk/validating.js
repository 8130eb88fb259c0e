// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2

// The validator's page: one key for each gesture, a selected passage to propose other words for.
"use strict";

(() => {
  // Alt and a letter: nothing that speech or a stray finger presses (WCAG 2.1.4). Where Alt makes
  // another character of it, the key itself is read.
  const letterOf = ({ key, code }) => (/^[a-z]$/i.test(key) ? key : code.replace("Key", ""));

  addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    if (document.querySelector("dialog:modal")) return;
    const letter = letterOf(event).toLowerCase();
    const chosen = document.querySelector(`[data-key="${CSS.escape(letter)}"]`);
    if (!chosen) return;
    event.preventDefault();
    chosen.click();
  });

  const passage = document.getElementById("id_suggest-quoted");
  const quotable = document.querySelector("[data-quotable]");
  if (!passage || !quotable) return;
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    const isInside = selection.rangeCount && quotable.contains(selection.anchorNode);
    const words = isInside ? selection.toString().trim() : "";
    if (words) passage.value = words;
  });
})();
