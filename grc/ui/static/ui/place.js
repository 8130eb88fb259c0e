// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2
// "Use my position": fills latitude and longitude of an address field, and says so.
"use strict";

addEventListener("click", (event) => {
  const button = event.target.closest("[data-place-here]");
  if (!button) return;
  const place = button.closest("[data-place]");
  const status = place.querySelector("[role=status]");
  const fill = (selector, degrees) => {
    const input = place.querySelector(`${selector} input`);
    input.value = degrees.toFixed(6);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  status.textContent = place.dataset.finding;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      fill("[data-latitude]", coords.latitude);
      fill("[data-longitude]", coords.longitude);
      status.textContent = place.dataset.found;
    },
    () => {
      status.textContent = place.dataset.failed;
    },
    { enableHighAccuracy: true, timeout: 15000 },
  );
});
