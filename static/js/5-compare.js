// Comparing versions: n and p, and the two arrows, go from change to change.
(function () {
  "use strict";
  document.addEventListener("click", function (e) {
    const step = e.target.closest("[data-change-step]");
    if (!step) return;
    const all = [...document.querySelectorAll("[data-change]")];
    if (!all.length) return;
    e.preventDefault();
    const way = Number(step.dataset.changeStep);
    const line = parseFloat(getComputedStyle(all[0]).scrollMarginTop) + 8;
    const now = all.indexOf(document.activeElement);
    let next = now + way;
    if (now < 0) {
      const below = all.findIndex((r) => r.getBoundingClientRect().top > (way > 0 ? line : 0));
      next = way > 0 ? below : (below < 0 ? all.length : below) - 1;
      if (next < 0) next = way > 0 ? all.length - 1 : 0;
    }
    const row = all[Math.min(all.length - 1, Math.max(0, next))];
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "start" });
  });
})();
