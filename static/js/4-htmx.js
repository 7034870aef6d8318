// What htmx leaves to us: focus after a swap, words when something fails, and
// trying again when the server is away. What was typed stays where it is.
(function () {
  "use strict";
  const waits = [2, 4, 8, 15, 30];
  let focused = "";

  document.addEventListener("htmx:beforeSwap", function () {
    const el = document.activeElement;
    focused = el && el.id ? el.id : "";
  });
  document.addEventListener("htmx:afterSettle", function (e) {
    window.bihuan.ready(e.detail.elt);
    if (!focused || document.activeElement !== document.body) return;
    const el = document.getElementById(focused);
    if (el) return el.focus({ preventScroll: true });
    // What was pressed is gone, as "next" on the last page: begin at the new part.
    e.detail.elt.tabIndex = -1;
    e.detail.elt.focus({ preventScroll: true });
  });

  // Conditions that were left open do not belong into the address.
  document.addEventListener("htmx:configRequest", function (e) {
    if (e.detail.verb !== "get") return;
    for (const [name, value] of [...e.detail.formData.entries()]) {
      if (value === "") e.detail.formData.delete(name);
    }
  });

  function again(detail) {
    const config = detail.requestConfig;
    const source = detail.elt;
    const tries = Number(source.dataset.tries || 0);
    window.bihuan.toast(window.bihuan.words("retry"), true);
    source.dataset.tries = tries + 1;
    setTimeout(function () {
      if (!source.isConnected) return;
      window.htmx.ajax(config.verb, config.path, {
        source: source,
        target: detail.target,
        values: config.verb === "get" ? undefined : Object.fromEntries(config.formData || []),
      });
    }, waits[Math.min(tries, waits.length - 1)] * 1000);
  }
  const polls = (el) => (el.getAttribute("hx-trigger") || "").startsWith("every");

  document.addEventListener("htmx:sendError", function (e) {
    if (polls(e.detail.elt)) window.bihuan.toast(window.bihuan.words("retry"), true);
    else again(e.detail);
  });
  document.addEventListener("htmx:responseError", function (e) {
    const status = e.detail.xhr.status;
    if (polls(e.detail.elt)) return;
    if (status === 503) return again(e.detail);
    const page = new DOMParser().parseFromString(e.detail.xhr.responseText, "text/html");
    const told = page.querySelector(".fault-message, .fault h1");
    window.bihuan.toast(told ? told.textContent.trim() : window.bihuan.words("failed"), true);
  });
  document.addEventListener("htmx:afterRequest", function (e) {
    if (!e.detail.successful) return;
    delete e.detail.elt.dataset.tries;
    for (const note of document.querySelectorAll(".toast-note.bad")) note.remove();
  });

  // The 503 page counts down and sends the refused form again.
  document.addEventListener("DOMContentLoaded", function () {
    const form = document.querySelector("form[data-auto-retry]");
    if (!form) return;
    const words = form.querySelector("[data-countdown]");
    let left = Number(form.dataset.autoRetry);
    const tick = function () {
      words.textContent = words.dataset.countdown.replace("{n}", left);
      if (left-- > 0) setTimeout(tick, 1000);
      else form.submit();
    };
    tick();
  });
})();
