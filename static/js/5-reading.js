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
      let now = parts[0];
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

  // What a defined word means, beside it: on hover, with the keyboard, and at the first touch.
  let tip = null, timer = 0, touched = false;
  function hide() {
    clearTimeout(timer);
    if (!tip) return;
    tip.of.removeAttribute("aria-describedby");
    tip.remove();
    tip = null;
  }
  function show(term) {
    if (tip && tip.of === term) return clearTimeout(timer);
    hide();
    if (term.title) {
      term.dataset.means = term.title;
      term.removeAttribute("title");
    }
    if (!term.dataset.means) return;
    tip = document.createElement("div");
    tip.of = term;
    tip.className = "term-tip";
    tip.id = "term-tip";
    tip.setAttribute("role", "tooltip");
    const word = document.createElement("strong");
    word.textContent = term.textContent;
    const means = document.createElement("span");
    means.textContent = term.dataset.means;
    tip.append(word, means);
    document.body.append(tip);
    term.setAttribute("aria-describedby", tip.id);
    const at = term.getBoundingClientRect(), box = tip.getBoundingClientRect();
    const below = at.bottom + box.height + 16 < innerHeight;
    tip.style.left = Math.max(12, Math.min(at.left, document.documentElement.clientWidth - box.width - 12)) + scrollX + "px";
    tip.style.top = (below ? at.bottom + 6 : at.top - box.height - 6) + scrollY + "px";
  }
  const termAt = (e) => e.target.closest && e.target.closest(".term, .term-tip");
  document.addEventListener("pointerover", function (e) {
    if (e.pointerType === "touch") return;
    const at = termAt(e);
    if (!at) {
      clearTimeout(timer);
      if (tip) timer = setTimeout(hide, 250);
    } else if (at.matches(".term")) {
      clearTimeout(timer);
      timer = setTimeout(() => show(at), 150);
    } else clearTimeout(timer);
  });
  document.addEventListener("pointerdown", function (e) {
    touched = e.pointerType === "touch";
    if (!termAt(e)) hide();
  });
  document.addEventListener("focusin", function (e) {
    if (e.target.matches(".term")) { if (!touched) show(e.target); } else hide();
  });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") hide(); });
  document.addEventListener("click", function (e) {
    const term = e.target.closest(".term");
    if (!term) return;
    if (touched && !(tip && tip.of === term)) {
      e.preventDefault();
      show(term);
    } else hide();
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
