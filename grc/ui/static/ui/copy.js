// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2
// A button with data-copy copies what bears that id, and says so; where it may not, it selects it.
"use strict";

addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  if (source.select) source.select();
  else getSelection().selectAllChildren(source);
  let words = button.dataset.copied;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  } catch {
    // Without https, or refused by the browser.
    words = button.dataset.selected;
  }
  const status = button.parentElement.querySelector("[role=status]");
  status.textContent = "";
  // Said again by a screen reader although the words are the same.
  setTimeout(() => (status.textContent = words), 50);
});
