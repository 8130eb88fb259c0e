// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2
// Turns <details data-dialog> holding a <dialog> into a modal dialog. Without it the details unfold.
"use strict";

const show = (details) => {
  const dialog = details.querySelector("dialog");
  details.open = true;
  dialog.removeAttribute("open");
  dialog.showModal();
};

addEventListener("click", (event) => {
  const summary = event.target.closest("details[data-dialog] > summary");
  if (!summary) return;
  event.preventDefault();
  show(summary.parentElement);
});

addEventListener(
  "close",
  (event) => {
    const details = event.target.closest("details[data-dialog]");
    if (!details) return;
    details.open = false;
    event.target.setAttribute("open", "");
    details.querySelector("summary").focus();
  },
  { capture: true },
);

// After an error the server sends the dialog open: what was written is in it.
document.querySelectorAll("details[data-dialog][open]").forEach(show);
