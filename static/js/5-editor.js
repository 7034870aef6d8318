// The editor of a policy: puts its parts together, and numbers the clauses anew.
(function () {
  "use strict";
  const edit = (window.bihuan.edit ||= {});

  // Numbering anew: the server changes the labels and names the references that still mean old numbers.
  function renumbering(ed) {
    const place = ed.root.querySelector("[data-report]");
    let text = "";
    let refs = [];

    // where is a reference now, or -1 where somebody changed it.
    function where(ref) {
      const at = edit.moved(text, ed.area.value)(ref.at);
      return ed.area.value.startsWith(ref.was, at) ? at : -1;
    }
    ed.renumber = async function () {
      const sent = ed.area.value;
      const done = ed.busy(ed.words("renumber_busy"));
      try {
        const answer = await edit.post(ed, "/renumber", { body: sent });
        if (ed.area.value !== sent) return ed.tell(ed.words("renumber_again"), true);
        edit.change(ed.area, answer.body);
        text = answer.body;
        refs = answer.refs;
        const page = new DOMParser().parseFromString(answer.report, "text/html").body;
        place.replaceChildren(...page.children);
        const head = place.querySelector("h2");
        if (head) { head.tabIndex = -1; head.focus(); }
      } catch (err) {
        ed.tell(edit.why(ed, err), true);
      } finally {
        done();
      }
    };
    function settle(row, ref) {
      const at = where(ref);
      if (at < 0) {
        ed.tell(ed.words("renumber_gone", "label", ref.was), true);
        return;
      }
      edit.put(ed.area, at, at + ref.was.length, ref.now, [0, ref.now.length]);
      row.remove();
      ref.done = true;
      if (!place.querySelector("[data-ref]")) place.replaceChildren();
    }
    place.addEventListener("click", function (e) {
      if (e.target.closest("[data-put-away]")) {
        place.replaceChildren();
        return ed.area.focus();
      }
      if (e.target.closest("[data-all]")) {
        e.preventDefault();
        for (const row of place.querySelectorAll("[data-ref]")) {
          const ref = refs[row.dataset.ref];
          if (ref.now) { settle(row, ref); rebase(); }
        }
        return;
      }
      const row = e.target.closest("[data-ref]");
      if (!row) return;
      const ref = refs[row.dataset.ref];
      if (e.target.closest("[data-jump]")) {
        const at = where(ref);
        ed.pane("text");
        if (at < 0) ed.tell(ed.words("renumber_gone", "label", ref.was), true);
        else edit.show(ed.area, at, at + ref.was.length);
      } else if (e.target.closest("[data-fix]")) {
        settle(row, ref);
        rebase();
      }
    });
    // rebase names the places of the references in the text as it is now, so that each edit is followed by itself.
    function rebase() {
      const at = edit.moved(text, ed.area.value);
      for (const ref of refs) ref.at = at(ref.at);
      text = ed.area.value;
    }
    ed.area.addEventListener("input", () => { if (place.firstElementChild) rebase(); });
  }

  // A skeleton for an empty text is offered, never forced.
  function beginning(ed) {
    const offer = ed.root.querySelector("[data-skeleton]");
    if (!offer) return;
    offer.addEventListener("click", function (e) {
      e.preventDefault();
      edit.put(ed.area, 0, ed.area.value.length, offer.dataset.skeleton);
      edit.show(ed.area, 0);
    });
  }

  function start(root) {
    const words = JSON.parse(root.dataset.words);
    const form = root.querySelector("[data-editor-form]");
    const busyNote = root.querySelector("[data-busy]");
    const ed = { root: root, form: form, area: form.elements.body, path: root.dataset.path, follows: null };
    ed.words = function (name, ...pairs) {
      let out = words[name] || "";
      for (let i = 0; i < pairs.length; i += 2) out = out.replaceAll("{" + pairs[i] + "}", pairs[i + 1]);
      return out;
    };
    ed.busy = function (text) {
      busyNote.textContent = text;
      return () => { if (busyNote.textContent === text) busyNote.textContent = ""; };
    };
    // What went wrong stays until it is put away; a hint stands beside the state for a while.
    ed.tell = function (text, bad) {
      if (bad) window.bihuan.toast(text, true);
      else setTimeout(ed.busy(text), 12000);
    };
    ed.stale = (why) => { busyNote.textContent = ed.words("preview_failed", "why", why); };
    ed.listed = function (row) {
      const list = root.querySelector("[data-pictures]");
      list.insertAdjacentHTML("beforeend", row);
      list.hidden = false;
    };
    root.classList.add("edit-live");
    for (const part of root.querySelectorAll("[data-without-script]")) part.remove();
    edit.panes(ed);
    edit.remembering(ed);
    edit.tools(ed);
    renumbering(ed);
    beginning(ed);
    edit.pasting(ed);
    edit.merging(ed);
    edit.saving(ed);
    edit.viewing(ed);
  }

  document.addEventListener("DOMContentLoaded", function () {
    const root = document.querySelector("[data-editor]");
    if (root) start(root);
  });
})();
