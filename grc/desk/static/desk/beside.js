// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2

// Who else has this draft open: the socket says ids (live.js), the server puts them in words.
"use strict";

(() => {
  const status = document.querySelector("[data-beside]");
  if (!status) return;

  let told = "";
  let asked = 0;

  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };

  const show = async (people) => {
    const key = people.join();
    if (key === told) return;
    told = key;
    asked += 1;
    const mine = asked;
    if (!people.length) return say("");
    const query = people.map((id) => `with=${id}`).join("&");
    try {
      const response = await fetch(`${status.dataset.beside}?${query}`, {
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      const { words } = response.ok ? await response.json() : { words: "" };
      if (mine === asked) say(words);
    } catch {
      if (mine === asked) told = "";
    }
  };

  // A message names the drafts that changed; none at all means that nobody knows any more.
  document.body.addEventListener("live:beside", ({ detail }) => {
    const people = detail ? detail[status.dataset.draft] : [];
    if (people) show(people);
  });
})();
