// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2

// What is typed in a form with data-keep-words is kept on this device until it has arrived: a page
// closed by mistake or a session that ended loses nothing. A page reached after a gesture has an
// anchor in its address: what was typed before has arrived.
"use strict";

(() => {
  const nameOf = (field) => `words:${location.pathname}:${field.form.getAttribute("action")}:${field.name}`;
  const fields = () => document.querySelectorAll("form[data-keep-words] textarea");

  const restore = () => {
    for (const field of fields()) {
      const kept = sessionStorage.getItem(nameOf(field));
      if (!kept || field.value) continue;
      field.value = kept;
      field.closest("details")?.setAttribute("open", "");
    }
  };

  const forget = () => {
    Object.keys(sessionStorage)
      .filter((name) => name.startsWith(`words:${location.pathname}:`))
      .forEach((name) => sessionStorage.removeItem(name));
  };

  try {
    if (location.hash) forget();
    else restore();
    addEventListener("htmx:afterSettle", restore);
    addEventListener("input", (event) => {
      const field = event.target;
      if (!field.matches("form[data-keep-words] textarea")) return;
      if (field.value) sessionStorage.setItem(nameOf(field), field.value);
      else sessionStorage.removeItem(nameOf(field));
    });
  } catch {
    // A browser that refuses storage simply forgets.
  }
})();
