// Saving a draft by itself: when, what to say about it, and what to do when it fails.
// What is not saved stays in the browser by the means of 3-draft.js.
(function () {
  "use strict";
  const edit = (window.bihuan.edit ||= {});
  const waits = [2, 4, 8, 15, 30];
  const fields = ["title", "body", "weight", "summary"];

  // Refused is why a request failed: the status of the answer, 0 where none came.
  class Refused extends Error {
    constructor(status, answer) {
      super(answer.message || "");
      this.status = status;
      this.answer = answer;
    }
  }

  // token takes the form token of a fresh page, after somebody signed in anew in another window.
  async function token(ed) {
    const answer = await fetch(ed.path, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-editor-form] [name='_csrf']");
    if (!fresh || new URL(answer.url).pathname !== ed.path) return false;
    for (const field of document.querySelectorAll("[name='_csrf']")) field.value = fresh.value;
    return true;
  }

  // post sends values to a page of the document and gives its answer, or throws why there is none.
  edit.post = async function (ed, step, values, again) {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.append(name, value);
    const answer = await fetch(ed.path + step, {
      method: "POST",
      body: body,
      headers: { "HX-Request": "true", "HX-Current-URL": location.href, "X-CSRF-Token": ed.form.elements._csrf.value },
    }).catch(() => { throw new Refused(0, {}); });
    const json = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if ((answer.status === 400 || answer.status === 401) && !json && !again) {
      const entered = answer.status === 401 ? false : await token(ed);
      if (entered) return edit.post(ed, step, values, true);
      throw new Refused(401, {});
    }
    if (!json) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.querySelector(".fault-message, .fault h1");
      throw new Refused(answer.status, { message: told ? told.textContent.trim() : "" });
    }
    const told = await answer.json();
    if (!answer.ok) throw new Refused(answer.status, told);
    return told;
  };

  // why is what to tell of a failed request.
  edit.why = function (ed, err) {
    if (err.status === 0) return ed.words("offline");
    if (err.status === 401) return ed.words("signed_out");
    return (err instanceof Refused && err.message) || ed.words("failed");
  };

  edit.saving = function (ed) {
    const form = ed.form;
    const note = ed.root.querySelector("[data-state]");
    const version = form.elements.version;
    const read = () => Object.fromEntries(fields.map((f) => [f, form.elements[f].value]));
    const same = (a, b) => fields.every((f) => a[f] === b[f]);
    // What the server holds: a text that 3-draft.js brought back differs from it.
    const served = (f) => {
      const field = form.elements[f];
      if (field instanceof RadioNodeList) return [...field].filter((r) => r.defaultChecked).map((r) => r.value)[0] || "";
      return field.defaultValue;
    };
    const stored = note.dataset.state === "saved"; // else the page came back with what was refused
    let saved = stored ? Object.fromEntries(fields.map((f) => [f, served(f)])) : {};
    let known = stored && version.value === version.defaultValue; // whether saved is what this text was written from
    let timer = 0;
    let running = null;
    let tries = 0;
    let halted = false; // until somebody does something about it

    function state(name, words) {
      note.dataset.state = name;
      if (note.textContent !== words) note.textContent = words;
    }
    ed.dirty = () => Boolean(ed.follows) || !same(saved, read());
    ed.base = () => (known ? saved.body : null);
    ed.saved = () => saved;

    function later(seconds) {
      clearTimeout(timer);
      timer = setTimeout(() => ed.save(true), seconds * 1000);
    }
    function changed(e) {
      if (!ed.dirty()) {
        clearTimeout(timer);
        if (note.dataset.state === "dirty") state("saved", ed.words("unchanged"));
        return;
      }
      if (e && !e.isTrusted) keep(false); // 3-draft.js hears by itself of what a person types
      if (halted || running) return;
      if (note.dataset.state !== "failed") state("dirty", ed.words("dirty"));
      later(Number(ed.root.dataset.pause));
    }

    // keep tells 3-draft.js what it is to remember of the form.
    function keep(all) {
      form.dispatchEvent(new CustomEvent("bihuan:draft", { bubbles: true, detail: { saved: all } }));
    }
    function accept(sent, answer) {
      saved = sent;
      known = true;
      version.value = answer.version;
      version.defaultValue = answer.version;
      tries = 0;
      state("saved", answer.saved);
      keep(same(saved, read()));
    }
    function refuse(err) {
      const why = edit.why(ed, err);
      state("failed", ed.words("unsaved", "why", why));
      if (err.answer && err.answer.conflict) {
        halted = true;
        return ed.conflict(err.answer.conflict);
      }
      if (err.answer && err.answer.fields) {
        for (const [name, text] of Object.entries(err.answer.fields)) fault(name, text);
        return;
      }
      if (err.status === 0 || err.status === 503) return later(waits[Math.min(tries++, waits.length - 1)]);
      halted = err.status !== 500;
    }
    // fault says at a field what is wrong with it, until it is changed.
    function fault(name, text) {
      const field = form.elements[name];
      if (!field || !field.setAttribute) return;
      field.setAttribute("aria-invalid", "true");
      field.title = text;
      field.addEventListener("input", function () {
        field.removeAttribute("aria-invalid");
        field.title = "";
      }, { once: true });
    }

    async function send(auto) {
      const sent = read();
      const follows = ed.follows;
      state("saving", ed.words("saving"));
      try {
        accept(sent, await edit.post(ed, "/save", { ...sent, version: version.value, auto: auto ? "1" : "", ...follows, ...(known ? { base: saved.body } : {}) }));
        if (ed.follows === follows) ed.follows = null;
      } catch (err) {
        refuse(err);
      }
    }
    // save sends what is there; auto tells that nobody asked for it. It gives whether all is saved then.
    ed.save = async function (auto) {
      while (running) await running;
      clearTimeout(timer);
      if (auto && !ed.dirty()) return true;
      halted = false;
      running = send(auto);
      await running;
      running = null;
      if (note.dataset.state === "saved") changed();
      return !ed.dirty();
    };
    // merged takes a text put together from two: it stands on the version that the other one made.
    ed.merged = function (answer) {
      saved = answer.theirs;
      known = true;
      version.value = answer.version;
      halted = false;
      for (const f of fields.slice(2)) if (answer[f] !== undefined) set(f, answer[f]);
      set("title", answer.title);
      edit.change(ed.area, answer.body);
      changed();
    };
    function set(name, value) {
      const field = form.elements[name];
      field.value = value;
      for (const one of field instanceof RadioNodeList ? field : [field]) one.dispatchEvent(new Event("input", { bubbles: true }));
    }

    for (const type of ["input", "change"]) form.addEventListener(type, changed);
    form.addEventListener("reset", () => setTimeout(function () { // what 3-draft.js brought back is discarded
      changed();
      ed.refresh();
    }));
    form.addEventListener("submit", function (e) {
      if (e.submitter && e.submitter.hasAttribute("data-native")) return;
      e.preventDefault();
      e.stopPropagation(); // this page is not left: 3-draft.js hears of it from accept
      ed.save(false);
    });
    document.addEventListener("keydown", function (e) {
      if (!(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey || e.key.toLowerCase() !== "s") return;
      e.preventDefault();
      ed.save(false);
    });
    // Somebody who comes back from signing in, or whose line is there again, need not wait.
    const retry = () => { if (note.dataset.state === "failed" && !document.querySelector("[data-conflict] form")) ed.save(true); };
    window.addEventListener("online", retry);
    window.addEventListener("focus", retry);
    document.addEventListener("visibilitychange", () => { if (document.hidden && ed.dirty() && !halted) ed.save(true); });
    window.addEventListener("beforeunload", (e) => { if (ed.dirty()) e.preventDefault(); });
    // Links that go on with the document take the text along.
    document.addEventListener("click", async function (e) {
      const link = e.target.closest("a[data-after-save]");
      if (!link || e.ctrlKey || e.metaKey || e.shiftKey || !ed.dirty()) return;
      e.preventDefault();
      if (await ed.save(false)) location.href = link.href;
    });
    if (ed.dirty()) changed(); // brought back by 3-draft.js, or sent without a script and refused
  };

  // The two texts of a stale save, clause by clause.
  edit.merging = function (ed) {
    const place = ed.root.querySelector("[data-conflict]");
    function close() {
      place.replaceChildren();
      ed.area.readOnly = false;
    }
    ed.conflict = function (html) {
      const found = new DOMParser().parseFromString(html, "text/html").body;
      place.replaceChildren(...found.children);
      ed.area.readOnly = true;
      const head = place.querySelector("h2");
      head.tabIndex = -1;
      head.focus();
      place.scrollIntoView({ block: "start" });
    };
    place.addEventListener("submit", async function (e) {
      e.preventDefault();
      const values = Object.fromEntries(new FormData(e.target));
      delete values._csrf;
      delete values._once;
      try {
        const answer = await edit.post(ed, "/merge", values);
        close();
        ed.merged(answer);
      } catch (err) {
        if (err.answer && err.answer.conflict) ed.conflict(err.answer.conflict);
        else ed.tell(edit.why(ed, err), true);
      }
    });
    place.addEventListener("click", function (e) {
      const all = e.target.closest("[data-take-all]");
      if (!all) return;
      for (const radio of place.querySelectorAll("input[type=radio]")) if (radio.value === all.dataset.takeAll) radio.checked = true;
    });
  };
})();
