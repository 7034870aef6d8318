// Unsent text of a form with data-draft survives a reload and an expired
// session. It is kept per person in this browser, goes when the form has been
// accepted or is discarded, and all of it goes at sign-out.
(function () {
  "use strict";
  const prefix = "bihuan.draft.";
  const person = document.documentElement.dataset.person || "0";
  const skip = /^(hidden|password|file|submit|button|reset)$/;
  const key = (form) => prefix + person + "." + form.dataset.draft;

  function store(name, value) {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch (full) { /* a full or forbidden store only means no draft */ }
  }
  function load(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch (broken) { return null; }
  }
  const fields = (form) => [...form.elements].filter((f) => f.name && !skip.test(f.type));

  function read(form) {
    return fields(form).map((f) => [f.name, f.value, f.type === "checkbox" || f.type === "radio" ? f.checked : null]);
  }
  function write(form, values) {
    const left = values.slice();
    let changed = false;
    for (const f of fields(form)) {
      const choice = f.type === "checkbox" || f.type === "radio";
      const i = left.findIndex((v) => v[0] === f.name && (!choice || v[1] === f.value));
      if (i < 0) continue;
      const [, value, on] = left.splice(i, 1)[0];
      if (choice ? f.checked !== on : f.value !== value) {
        changed = true;
        if (choice) f.checked = on; else f.value = value;
        f.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
    return changed;
  }

  function tell(form) {
    const note = document.createElement("div");
    note.className = "draft-note";
    note.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = window.bihuan.words("restored");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link-button";
    button.textContent = window.bihuan.words("discard");
    button.addEventListener("click", function () {
      store(key(form), null);
      form.reset();
      note.remove();
    });
    note.append(words, button);
    form.prepend(note);
  }

  // A refused form comes back with what was typed: that is newer than the draft.
  function restore(root) {
    for (const form of root.querySelectorAll("form[data-draft]")) {
      if (form.dataset.drafting) continue;
      form.dataset.drafting = "1";
      const draft = load(key(form));
      if (draft && !form.querySelector(".field-error") && write(form, draft.values)) tell(form);
    }
  }

  let timer = 0;
  document.addEventListener("input", function (e) {
    const form = e.target.form;
    if (!form || !form.dataset.draft || !e.isTrusted) return;
    clearTimeout(timer);
    timer = setTimeout(() => store(key(form), JSON.stringify({ values: read(form) })), 250);
  });
  // Sent: remember which draft, and drop it once a page arrives that does not
  // carry the same form (a refusal, a sign-in page or a 503 keeps it).
  document.addEventListener("submit", function (e) {
    if (e.target.matches("[data-sign-out]")) return clear();
    if (!e.target.dataset.draft) return;
    clearTimeout(timer);
    store(key(e.target), JSON.stringify({ values: read(e.target) }));
    sessionStorage.setItem("bihuan.sent", key(e.target));
  });
  // Sent for good: a page came that is neither a fault nor a refusal. Where it
  // holds the same form again, only a page reached by going forward counts: after
  // a broken connection people go back or reload.
  function settle() {
    const sent = sessionStorage.getItem("bihuan.sent");
    if (!sent) return;
    sessionStorage.removeItem("bihuan.sent");
    if (person === "0" || document.querySelector(".fault, .field-error, .error-summary")) return;
    const same = [...document.querySelectorAll("form[data-draft]")].some((f) => key(f) === sent);
    const [way] = performance.getEntriesByType("navigation");
    const forward = way && way.type === "navigate" && document.referrer !== "";
    if (!same || forward || document.querySelector(".flash-success")) store(sent, null);
  }
  // A form that is saved without being left says what is to be kept: nothing where all is saved, else what stands there.
  document.addEventListener("bihuan:draft", function (e) {
    clearTimeout(timer);
    store(key(e.target), e.detail.saved ? null : JSON.stringify({ values: read(e.target) }));
    const note = e.target.querySelector(".draft-note");
    if (note && e.detail.saved) note.remove();
  });
  function clear() {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix)) store(name, null);
    sessionStorage.clear();
  }

  document.addEventListener("DOMContentLoaded", function () {
    settle();
    restore(document);
  });
  document.addEventListener("htmx:afterSettle", function (e) {
    settle();
    restore(e.detail.elt.isConnected ? e.detail.elt.parentNode || document : document);
  });
})();
