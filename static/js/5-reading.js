// Reading a policy: the outline follows the text, and a clause's label copies its address.
(function () {
  "use strict";
  let watch = null;

  // The current chapter is the last heading of the outline that has passed the upper part of the window.
  function follow(root) {
    const outline = root.querySelector("[data-outline]");
    if (!outline) return;
    const links = new Map();
    for (const a of outline.querySelectorAll("a[href^='#']")) {
      const part = document.getElementById(a.hash.slice(1));
      if (part) links.set(part, a);
    }
    const parts = [...links.keys()];
    if (watch) watch.abort();
    watch = new AbortController();
    let waiting = false;
    const mark = function () {
      waiting = false;
      let now = null;
      for (const part of parts) {
        if (part.getBoundingClientRect().top > innerHeight * 0.3) break;
        now = part;
      }
      for (const [part, a] of links) {
        const on = part === now;
        if (a.classList.contains("now") === on) continue;
        a.classList.toggle("now", on);
        if (!on) { a.removeAttribute("aria-current"); continue; }
        a.setAttribute("aria-current", "location");
        const box = outline.getBoundingClientRect(), at = a.getBoundingClientRect();
        if (at.top < box.top || at.bottom > box.bottom) outline.scrollTop += at.top - box.top - box.height / 3;
      }
    };
    addEventListener("scroll", function () {
      if (!waiting) { waiting = true; requestAnimationFrame(mark); }
    }, { passive: true, signal: watch.signal });
    mark();
  }

  document.addEventListener("click", async function (e) {
    const link = e.target.closest("[data-copy-link]");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || !navigator.clipboard || !window.isSecureContext) return;
    try {
      await navigator.clipboard.writeText(link.href);
      window.bihuan.toast(link.dataset.copyLink);
    } catch (refused) { /* the address bar holds it all the same */ }
  });

  // A part that was chosen on the phone: the folded outline closes.
  document.addEventListener("click", function (e) {
    const link = e.target.closest(".outline-fold a");
    if (link) link.closest("details").open = false;
  });

  document.addEventListener("DOMContentLoaded", () => follow(document));
  document.addEventListener("htmx:afterSettle", function (e) {
    if (e.detail.elt.querySelector && e.detail.elt.querySelector("[data-outline]")) follow(e.detail.elt);
  });
})();
