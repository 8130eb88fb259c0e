// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2
// When a gesture made through htmx is refused or does not arrive, says so instead of keeping quiet.
"use strict";

const unreachable = () => {
  const words = document.getElementById("failure").content.cloneNode(true);
  document.getElementById("toasts").replaceChildren(words);
};

addEventListener("htmx:sendError", unreachable);
addEventListener("htmx:timeout", unreachable);
addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (detail.xhr.status < 400) return;
  if (detail.xhr.responseText.includes("data-refusal")) {
    detail.shouldSwap = true;
    detail.target = document.getElementById("toasts");
    detail.swapOverride = "innerHTML";
  } else {
    unreachable();
  }
});
