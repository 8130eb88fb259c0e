// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2
// A check box with data-remember and an id keeps its state on this device.
"use strict";

document.querySelectorAll("input[data-remember][id]").forEach((box) => {
  try {
    box.checked = localStorage.getItem(box.id) === "on";
    box.addEventListener("change", () => {
      localStorage.setItem(box.id, box.checked ? "on" : "off");
    });
  } catch {
    // A browser that refuses storage simply forgets.
  }
});
