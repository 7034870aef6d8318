// Keyboard: / search, j k move, Enter open, x tick, c create, g + letter go, ? help.
(function () {
  "use strict";
  let going = 0;

  const typing = (el) => el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName) && el.type !== "checkbox";
  const rows = () => [...document.querySelectorAll("[data-row]")].filter((r) => r.offsetParent !== null);
  const at = () => document.querySelector("[data-row].at");

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(at());
    const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
    for (const r of all) r.classList.toggle("at", r === next);
    const link = next.querySelector("a.row-link, a");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const acts = {
    "/": function () {
      const box = document.querySelector("[data-search]");
      if (box) { box.focus(); box.select(); }
    },
    "?": () => window.bihuan.open("keyboard-help"),
    j: () => move(1),
    k: () => move(-1),
    x: function () {
      const box = at() && at().querySelector("[data-select]");
      if (box) box.click();
    },
    g: function () { going = Date.now(); },
  };

  function go(letter) {
    const link = document.querySelector('[data-go="' + CSS.escape(letter) + '"]');
    if (link) link.click();
    return Boolean(link);
  }

  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e.target) || document.querySelector("dialog[open]")) return;
    if (going && Date.now() - going < 1500 && e.key.length === 1) {
      going = 0;
      if (go(e.key)) e.preventDefault();
      return;
    }
    going = 0;
    if (e.key === "Enter" && at() && e.target === document.body) {
      at().querySelector("a.row-link, a").click();
      return;
    }
    const act = acts[e.key];
    if (act) {
      e.preventDefault();
      act();
      return;
    }
    if (e.key.length !== 1) return;
    const link = document.querySelector('[data-key="' + CSS.escape(e.key) + '"]');
    if (link) { e.preventDefault(); link.click(); }
  });
})();
