// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2
// A form that was sent is not sent twice by a double click. data-repeatable opts out.
"use strict";

const sent = new Set();

addEventListener(
  "submit",
  (event) => {
    if (sent.has(event.target)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  { capture: true },
);

addEventListener("submit", (event) => {
  const form = event.target;
  const byHtmx = form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]");
  if (form.method !== "post" || form.hasAttribute("data-repeatable")) return;
  if (event.defaultPrevented && !byHtmx) return;
  sent.add(form);
  form.setAttribute("aria-busy", "true");
  // A send that was stopped or lost tells nobody: the server files a form once anyway.
  setTimeout(() => release(form), 5000);
});

const release = (form) => {
  sent.delete(form);
  form.removeAttribute("aria-busy");
};

// Coming back with the browser's back button finds a form that can be sent again.
addEventListener("pageshow", () => sent.forEach(release));
addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form");
  if (form) release(form);
});
