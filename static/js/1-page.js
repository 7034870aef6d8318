// Small helpers shared by the scripts, and the parts that need no server:
// menus, windows, questions before an act, copying, counting characters,
// selecting rows.
(function () {
  "use strict";
  const bihuan = (window.bihuan = {});

  bihuan.words = (name) => document.body.dataset[name] || "";
  bihuan.toast = function (text, bad) {
    const place = document.getElementById("toasts");
    if (!place) return null;
    for (const old of place.children) if (old.dataset.text === text) return old;
    const note = document.createElement("div");
    note.className = "toast-note" + (bad ? " bad" : "");
    note.dataset.text = text;
    note.setAttribute("role", bad ? "alert" : "status");
    const words = document.createElement("p");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "link-button";
    close.textContent = bihuan.words("dismiss");
    close.addEventListener("click", () => note.remove());
    note.append(words, close);
    place.append(note);
    return note;
  };

  // Menus are <details>: close them on a click outside, on Escape and when
  // focus leaves.
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  }
  document.addEventListener("click", (e) => closeMenus(e.target));
  document.addEventListener("focusin", (e) => closeMenus(e.target));
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    const menu = e.target.closest && e.target.closest("details[data-menu][open]");
    closeMenus(null);
    if (menu) menu.querySelector("summary").focus();
  });

  // A link to a dialog's id opens it as a real dialog.
  bihuan.open = function (id) {
    const box = document.getElementById(id);
    if (box && box.tagName === "DIALOG" && !box.open) box.showModal();
    return box;
  };
  document.addEventListener("click", function (e) {
    const link = e.target.closest("a[href^='#']");
    if (!link) return;
    if (link.hasAttribute("data-close")) {
      e.preventDefault();
      link.closest("dialog").close();
      return;
    }
    const target = document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    if (target.tagName === "DIALOG") {
      e.preventDefault();
      bihuan.open(target.id);
    } else if (link.closest(".error-summary")) {
      e.preventDefault();
      target.focus();
      target.scrollIntoView({ block: "center" });
    }
  });
  document.addEventListener("click", function (e) {
    if (e.target.tagName === "DIALOG" && e.target.open) e.target.close();
  });

  // A question before an act, whether by htmx or by the browser.
  document.addEventListener("click", function (e) {
    const button = e.target.closest("[data-confirm]");
    if (button && button.dataset.confirm && !window.confirm(button.dataset.confirm)) {
      e.preventDefault();
      e.stopImmediatePropagation();
    }
  }, true);

  // Printing: the button is hidden where no script runs.
  document.addEventListener("click", function (e) {
    if (e.target.closest("[data-print]")) window.print();
  });

  // Copying.
  document.addEventListener("click", async function (e) {
    const button = e.target.closest("[data-copy]");
    if (!button) return;
    const text = button.closest("[data-copy-box]").querySelector("[data-copy-text]");
    await copy(text);
    const label = button.querySelector("[data-copied]");
    const before = label.textContent;
    label.textContent = label.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 1800);
  });
  // Without https there is no clipboard object: select and let the browser copy.
  async function copy(element) {
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(element.textContent);
      return;
    }
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    document.execCommand("copy");
  }

  // Characters left, counted as people count them: one per code point.
  function count(area) {
    const line = document.getElementById(area.id + "-count");
    if (!line) return;
    const left = Number(area.dataset.max) - Array.from(area.value).length;
    line.textContent = (left < 0 ? line.dataset.over : line.dataset.left).replace("{n}", Math.abs(left));
    line.classList.toggle("over", left < 0);
  }
  document.addEventListener("input", (e) => { if (e.target.dataset && e.target.dataset.max) count(e.target); });

  // Selecting rows.
  function selection(list) {
    const boxes = [...list.querySelectorAll("[data-select]")];
    const n = boxes.filter((b) => b.checked).length;
    const words = list.querySelector("[data-bulk-count]");
    if (words) words.textContent = words.dataset.bulkCount.replace("{n}", n);
    const all = list.querySelector("[data-select-all]");
    if (all) {
      all.checked = n > 0 && n === boxes.length;
      all.indeterminate = n > 0 && n < boxes.length;
    }
  }
  document.addEventListener("change", function (e) {
    const list = e.target.closest(".list");
    if (!list) return;
    if (e.target.matches("[data-select-all]")) {
      for (const b of list.querySelectorAll("[data-select]")) b.checked = e.target.checked;
    }
    if (e.target.matches("[data-select-all], [data-select]")) selection(list);
  });
  document.addEventListener("reset", function (e) {
    if (e.target.id === "bulk") setTimeout(() => selection(e.target.closest(".list")));
  });

  // What must be done for every new piece of page.
  bihuan.ready = function (root) {
    for (const b of root.querySelectorAll("[data-copy], [data-print]")) b.hidden = false;
    for (const a of root.querySelectorAll("textarea[data-max]")) count(a);
    const first = root.querySelector("[data-focus]");
    if (first) first.focus();
  };
  document.addEventListener("DOMContentLoaded", () => bihuan.ready(document));
})();
