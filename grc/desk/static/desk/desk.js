// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2

// Parts of a page that change while it is open: the focus stays where it was, menus close.
"use strict";

(() => {
  // Nothing that one reads stays on the device: the way back asks the server again.
  if (globalThis.htmx) Object.assign(htmx.config, { historyCacheSize: 0, refreshOnHistoryMiss: true });

  let focused = "";

  const nameOf = (element) => {
    if (element.id) return `#${CSS.escape(element.id)}`;
    const href = element.getAttribute("href");
    return href ? `[href="${CSS.escape(href)}"]` : "";
  };

  const firstField = (part) =>
    part.querySelector(":is(input, select, textarea):not([type=hidden])");

  // A form that unfolds is there to be typed in.
  addEventListener(
    "toggle",
    ({ target }) => {
      const isAsked = target.matches(".composers > details[open]");
      if (isAsked && target.contains(document.activeElement)) firstField(target).focus();
    },
    { capture: true },
  );

  addEventListener("htmx:beforeSwap", () => {
    focused = nameOf(document.activeElement);
  });

  addEventListener("htmx:afterSettle", (event) => {
    const isLost = document.activeElement === document.body;
    if (isLost && focused) document.querySelector(focused)?.focus({ preventScroll: true });
    if (event.detail.target?.id !== "gesture") return;
    document.querySelectorAll(":popover-open").forEach((menu) => menu.hidePopover());
    const gesture = document.getElementById("gesture");
    (firstField(gesture) ?? gesture).focus();
  });
})();
