// SPDX-FileCopyrightText: 2026 The Catalaune authors
// SPDX-License-Identifier: EUPL-1.2
// Says to the page that something it shows has changed. What to watch stands in data-live, on any
// element: "queue", "request:12", or both. On <body>, the events live:changed (always), live:queue
// and live:request (what it is about) make htmx regions read themselves again over HTTP.
"use strict";

(() => {
  // Milliseconds.
  const MARGIN = 1000;
  const GATHER = 200;
  const CROWD = 2000;
  const SHARE = 4;
  const BRISK = 100;
  const LONGEST_REST = 10000;
  const FIRST_PAUSE = 500;
  const LONGEST_PAUSE = 60000;
  const LONGEST_SILENCE = 150000;
  const FINAL = [4403, 4404];

  let socket = null;
  let watched = "";
  // False once a socket was lost: nobody knows what the page missed meanwhile.
  let followed = true;
  // True once the server said no for good to what is watched.
  let ended = false;
  let pause = FIRST_PAUSE;
  let heardAt = 0;
  let askedAt = performance.timeOrigin;
  let retry = 0;
  let telling = 0;
  let changed = new Set();
  // Regions that read themselves again at this moment, how long the last took, until when to rest.
  let reading = 0;
  let lasted = 0;
  let restsUntil = 0;

  const wishes = () => {
    const words = [...document.querySelectorAll("[data-live]")].flatMap((element) =>
      element.dataset.live.split(/\s+/).filter(Boolean),
    );
    return [...new Set(words)].sort().slice(0, 20);
  };

  const state = (word) => {
    document.body.dataset.liveState = word;
  };

  const dispatch = () => {
    telling = 0;
    if (document.hidden || changed.size === 0) return;
    const words = [...changed];
    changed = new Set();
    const about = (test) => words.includes("*") || words.some(test);
    const names = ["live:changed"];
    if (about((word) => word === "queue")) names.push("live:queue");
    if (about((word) => word.includes(":"))) names.push("live:request");
    for (const name of names) {
      document.body.dispatchEvent(new CustomEvent(name, { detail: { changed: words } }));
    }
  };

  // A page that reads hears nothing meanwhile: it would read for nothing, or twice at once.
  const plan = (wait) => {
    if (reading > 0) return;
    telling ||= setTimeout(dispatch, Math.max(wait, restsUntil - performance.now()));
  };

  // After a restart everybody comes back at once, after a change of a list all who look at it do:
  // spread the reading, over a longer time when the last reading showed a busy server.
  const tell = (words) => {
    for (const word of words) changed.add(word);
    plan(GATHER + Math.random() * (words.includes("*") ? CROWD : Math.min(lasted, CROWD)));
  };

  // Reading costs the server far more than telling. A list that never stops changing is read again
  // after a rest of four times what the reading took, and of more when that was long: 100 ms, 0.5 s;
  // 500 ms, 4.5 s. So hundreds of readers slow down together, and the server answers everybody.
  const follow = (xhr) => {
    let began = 0;
    xhr.addEventListener("loadstart", () => {
      reading += 1;
      began = performance.now();
    });
    xhr.addEventListener("loadend", () => {
      reading -= 1;
      lasted = performance.now() - began;
      restsUntil = performance.now() + Math.min(lasted * (SHARE + lasted / BRISK), LONGEST_REST);
      if (changed.size > 0) plan(GATHER);
    });
  };

  const watch = () => {
    watched = wishes().join(" ");
    const message = { watch: wishes() };
    // How old the page is: the server says whether something changed between its making and now.
    if (followed) message.age = Math.max(0, Math.round(Date.now() - askedAt) + MARGIN);
    askedAt = null;
    socket.send(JSON.stringify(message));
  };

  // Who else has a draft open, by draft; null when nobody knows any more.
  const beside = (people) =>
    document.body.dispatchEvent(new CustomEvent("live:beside", { detail: people }));

  const hear = (event) => {
    heardAt = Date.now();
    const said = JSON.parse(event.data);
    if (said.watching) {
      if (!followed) tell(["*"]);
      followed = true;
      pause = FIRST_PAUSE;
      state("watching");
    }
    if (said.changed) tell([said.changed].flat());
    if (said.beside) beside(said.beside);
    // What may no longer be seen reads itself again, and HTTP says why.
    if (said.refused) tell(["*"]);
  };

  const lose = (code) => {
    socket = null;
    followed = false;
    beside(null);
    state("lost");
    clearTimeout(retry);
    ended = FINAL.includes(code);
    if (ended) {
      tell(["*"]);
      return;
    }
    retry = setTimeout(open, pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };

  const open = () => {
    clearTimeout(retry);
    if (socket || ended || document.hidden || wishes().length === 0) return;
    const mine = new WebSocket(`${location.origin.replace(/^http/, "ws")}/live/`);
    socket = mine;
    heardAt = Date.now();
    mine.onopen = () => mine === socket && watch();
    mine.onmessage = (event) => mine === socket && hear(event);
    mine.onclose = (event) => mine === socket && lose(event.code);
  };

  const look = () => {
    if (wishes().join(" ") === watched) {
      askedAt = null;
      return;
    }
    ended = false;
    if (!socket) open();
    else if (socket.readyState === WebSocket.OPEN) rewatch();
  };

  // Opening one request after the other asks at most twice a second.
  let looking = 0;
  const rewatch = () => {
    looking ||= setTimeout(() => {
      looking = 0;
      if (socket?.readyState !== WebSocket.OPEN || wishes().join(" ") === watched) return;
      askedAt ??= Date.now() - 5000;
      watch();
    }, 500);
  };

  addEventListener("htmx:beforeRequest", () => {
    askedAt ??= Date.now();
  });
  addEventListener("htmx:beforeSend", ({ detail }) => {
    if (detail.requestConfig.triggeringEvent?.type.startsWith("live:")) follow(detail.xhr);
  });
  addEventListener("htmx:afterSettle", look);
  addEventListener("htmx:historyRestore", look);
  addEventListener("online", open);
  addEventListener("pageshow", (event) => {
    if (event.persisted) tell(["*"]);
    open();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    dispatch();
    open();
  });
  setInterval(() => {
    if (!socket || Date.now() - heardAt < LONGEST_SILENCE) return;
    const silent = socket;
    lose(1006);
    silent.close();
  }, 30000);
  open();
})();
