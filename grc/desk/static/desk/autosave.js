// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2

// An answer is saved at each pause and when the page is left. Until the server has it, a copy stays
// in this tab's own memory. Without this script the button "Save" does the same.
"use strict";

(() => {
  const PAUSE = 1500;
  const RETRY = 5000;
  // Browsers refuse to send more than this from a page that is being left.
  const LARGEST_LAST_WORD = 60000;

  const form = document.querySelector("form[data-autosave]");
  const status = document.getElementById("saved");
  const body = form.elements.body;
  const copyName = `draft:${form.elements.answer.value}`;

  let timer = 0;
  let isSending = false;
  let lastSent = null;

  const fields = [
    ...["body", "outcome", "kind", "grounds_law", "grounds_fact", "signatory", "signature_mode"],
    ...["channel", "postal_address", "copies"],
  ]
    .map((name) => form.elements[name])
    .filter(Boolean);
  const typed = () => JSON.stringify(fields.map(({ value }) => value));
  // What the server sent, which it therefore has: on a slow network one types before this runs.
  const servedValue = ({ options, defaultValue }) => {
    if (!options) return defaultValue;
    return ([...options].find((option) => option.defaultSelected) ?? options[0])?.value ?? "";
  };
  const served = () => JSON.stringify(fields.map(servedValue));
  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };

  const keepCopy = () => {
    const copy = {
      values: fields.map(({ value }) => value),
      basedOn: form.elements.based_on.value,
    };
    try {
      sessionStorage.setItem(copyName, JSON.stringify(copy));
    } catch {
      // The text stays in the page itself.
    }
  };

  const dropCopy = () => {
    try {
      sessionStorage.removeItem(copyName);
    } catch {
      // Nothing was kept.
    }
  };

  const again = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  };

  // After signing in again in another tab, this page needs the new token to be trusted.
  const refreshToken = async () => {
    const response = await fetch(location.pathname, { redirect: "manual" });
    if (!response.ok) return false;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return false;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => {
      input.value = token;
    });
    return true;
  };

  const send = (options = {}) => {
    const words = new FormData(form);
    // Files go with a button that was pressed, once.
    words.delete("attachments");
    return fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: words,
      redirect: "manual",
      ...options,
    });
  };

  const arrived = async (response, sent) => {
    const saved = await response.json();
    if (!saved.aside) form.elements.based_on.value = saved.revision;
    document.getElementById("saved-aside").hidden = !saved.aside;
    document.getElementById("missing").textContent = saved.missing;
    document.getElementById("preview").innerHTML = saved.preview;
    say(saved.words);
    lastSent = sent;
    if (typed() === sent) dropCopy();
    else again(PAUSE);
  };

  const refused = async (response) => {
    const isExpired = response.type === "opaqueredirect" || response.status === 401;
    if (response.status === 403 && (await refreshToken())) return again(0);
    if (isExpired || response.status === 403) {
      say(form.dataset.expired);
      return again(RETRY);
    }
    if (response.status >= 500) {
      say(form.dataset.offline);
      return again(RETRY);
    }
    const { sentence } = await response.json();
    return say(sentence);
  };

  async function save() {
    clearTimeout(timer);
    const sent = typed();
    if (isSending || sent === lastSent) return;
    isSending = true;
    say(form.dataset.saving);
    try {
      const response = await send();
      isSending = false;
      await (response.ok ? arrived(response, sent) : refused(response));
    } catch {
      isSending = false;
      say(form.dataset.offline);
      again(RETRY);
    }
  }

  const changed = () => {
    if (typed() === lastSent) return;
    keepCopy();
    again(PAUSE);
  };

  // Two sendings on their way at once would each take the other for somebody else's text.
  const leave = () => {
    const sent = typed();
    const fits = new Blob([body.value]).size < LARGEST_LAST_WORD;
    if (sent === lastSent || isSending || !fits) return;
    clearTimeout(timer);
    isSending = true;
    send({ keepalive: true })
      .then((response) => response.ok && arrived(response, sent), () => again(RETRY))
      .finally(() => {
        isSending = false;
      });
  };

  const restore = () => {
    let copy = null;
    try {
      copy = JSON.parse(sessionStorage.getItem(copyName));
    } catch {
      return;
    }
    if (!copy?.values || JSON.stringify(copy.values) === typed()) return dropCopy();
    fields.forEach((field, place) => {
      field.value = copy.values[place] ?? field.value;
    });
    form.elements.based_on.value = copy.basedOn;
    say(form.dataset.restored);
    save();
  };

  lastSent = served();
  if (typed() === lastSent) restore();
  else changed();
  form.addEventListener("input", changed);
  form.addEventListener("desk:inserted", () => again(0));
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("online", () => again(0));
  addEventListener("focus", () => typed() !== lastSent && again(0));
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && leave());
})();
