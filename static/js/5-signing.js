// Signing: which parts of a text the reader was shown. A part counts as shown when every section of it has stood in the
// window while the page was looked at. What was shown is sent in bundles; the bar that comes back wakes when it is all.
(function () {
  "use strict";
  const wait = 900;
  let stop = null;

  const seen = new WeakSet(); // sections that have stood in the window
  const told = new WeakMap(); // bars with the parts that were sent

  // The sections of each part that the reader was not shown yet: from its own up to that of the next part.
  function partsOf(bar, text) {
    const starts = new Map(JSON.parse(bar.dataset.sign).map((key) => ["c" + key, key]));
    const parts = new Map(JSON.parse(bar.dataset.unread).map((key) => [key, new Set()]));
    let now = starts.has("c0") ? 0 : null;
    for (const section of text.querySelectorAll("section.part")) {
      if (starts.has(section.id)) now = starts.get(section.id);
      if (parts.has(now)) parts.get(now).add(section);
    }
    return parts;
  }

  function watch() {
    if (stop) stop();
    stop = null;
    const bar = document.querySelector("#sign[data-sign]"), text = document.querySelector("[data-reading]");
    if (!bar || !text || !window.IntersectionObserver) return;
    const parts = partsOf(bar, text), owner = new Map();
    if (!told.has(bar)) told.set(bar, new Set());
    const sent = told.get(bar);
    let shown = [], timer = 0;

    const send = function () {
      const form = document.getElementById("sign-progress");
      if (!form || !shown.length) return;
      const keys = shown;
      shown = [];
      window.htmx.ajax("POST", form.action, { source: form, target: "#sign", select: "#sign", swap: "outerHTML", values: { key: keys } });
    };
    const whole = function (key) {
      if (sent.has(key)) return;
      sent.add(key);
      shown.push(key);
      clearTimeout(timer);
      timer = setTimeout(send, wait);
    };
    const see = new IntersectionObserver(function (entries) {
      if (document.visibilityState !== "visible") return;
      for (const e of entries) {
        if (!e.isIntersecting) continue;
        see.unobserve(e.target);
        seen.add(e.target);
        const left = parts.get(owner.get(e.target));
        left.delete(e.target);
        if (!left.size) whole(owner.get(e.target));
      }
    });
    for (const [key, sections] of parts) {
      for (const s of [...sections]) {
        if (seen.has(s)) sections.delete(s);
        else { owner.set(s, key); see.observe(s); }
      }
      if (!sections.size) whole(key);
    }
    stop = function () { see.disconnect(); clearTimeout(timer); };
  }

  document.addEventListener("DOMContentLoaded", watch);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "visible") watch(); });
  document.addEventListener("htmx:afterSettle", function (e) {
    if (e.detail.target && (e.detail.target.id === "sign" || e.detail.target.id === "main" || e.detail.target === document.body)) watch();
  });
})();
