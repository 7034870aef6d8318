// The outline beside a policy's text and its preview: drawn by the server, exchanged
// part by part, and kept in step with the caret.
(function () {
  "use strict";
  const edit = (window.bihuan.edit ||= {});
  const pause = 600;

  edit.viewing = function (ed) {
    const { root, area } = ed;
    const outline = root.querySelector("[data-outline]");
    const pane = root.querySelector("[data-preview]");
    const follow = root.querySelector("[data-follow]");
    let order = []; // the parts by their fingerprints, as the server named them
    let starts = []; // where each begins in text; -1 for one that is gone
    let text = "";
    let timer = 0;
    let running = null;
    let now = -1;
    let moved = (at) => at;
    let movedFor = null;

    // arrange puts the nodes of a list into the server's order, keeping those that are there.
    function arrange(list, nodes) {
      nodes.forEach(function (node, i) {
        if (list.children[i] !== node) list.insertBefore(node, list.children[i] || null);
      });
      while (list.children.length > nodes.length) list.lastElementChild.remove();
    }

    function draw(sent, answer) {
      const page = document.createElement("template");
      page.innerHTML = answer.parts;
      const fresh = new Map([...page.content.querySelectorAll("template")].map((t) => [t.dataset.part, t.content]));
      const there = new Map(order.map((h, i) => [h, [outline.children[i], pane.children[i]]]));
      const next = answer.order ? answer.order.split(" ") : [];
      const pairs = next.map((h) => (fresh.has(h) ? [...fresh.get(h).children] : there.get(h)));
      arrange(outline, pairs.map((p) => p[0]));
      arrange(pane, pairs.map((p) => p[1]));
      order = next;
      starts = answer.starts;
      text = sent;
      movedFor = null;
      root.querySelector("[data-count]").textContent = answer.count;
      root.querySelector("[data-empty]").hidden = sent.trim() !== "";
      now = -1;
      track();
    }

    // refresh asks for the outline and the preview of the text as it stands now.
    ed.refresh = async function () {
      clearTimeout(timer);
      if (running) await running;
      const sent = area.value;
      running = edit.post(ed, "/preview", { body: sent, known: order.join(" ") })
        .then((answer) => draw(sent, answer))
        .catch((err) => { if (err.status !== 0 && err.status !== 401) ed.stale(edit.why(ed, err)); });
      await running;
      running = null;
      if (area.value !== sent) later();
    };
    function later() {
      clearTimeout(timer);
      timer = setTimeout(ed.refresh, pause);
    }

    // here maps a place of the drawn text to the text as it stands now.
    function here(at) {
      if (movedFor !== area.value) {
        movedFor = area.value;
        moved = edit.moved(text, movedFor);
      }
      return moved(at);
    }
    // partAt is the index of the part in which a place lies.
    function partAt(place) {
      let best = -1;
      for (let i = 0; i < starts.length; i++) {
        if (starts[i] < 0) continue;
        if (here(starts[i]) > place) break;
        best = i;
      }
      return best;
    }

    // track marks the clause in which the caret stands, in the outline and in the preview.
    function track() {
      const i = partAt(area.selectionStart);
      if (i === now) return;
      for (const list of [outline, pane]) {
        const old = list.querySelector(":scope > .at");
        if (old) old.classList.remove("at");
        const node = list.children[i];
        if (!node) continue;
        node.classList.add("at");
        within(list.closest("[data-scroll]"), node);
      }
      for (const link of outline.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
      const row = outline.children[i];
      const link = row && row.querySelector("a");
      if (link) link.setAttribute("aria-current", "location");
      now = i;
      if (follow) following(row);
    }
    // within scrolls a pane alone, never the page.
    function within(frame, node) {
      const f = frame.getBoundingClientRect();
      const n = node.getBoundingClientRect();
      if (n.top < f.top + 8 || n.bottom > f.bottom - 8) frame.scrollTop += n.top - f.top - frame.clientHeight / 4;
    }

    function following(row) {
      const key = row && row.dataset.key;
      follow.hidden = !key;
      if (!key) return;
      follow.querySelector("[data-follow-label]").textContent = row.dataset.label || "";
      const select = follow.querySelector("select");
      select.value = key;
      if (select.value !== key) select.value = "0";
    }
    // The author says which clause the one at the caret goes on with: saved at once, while its place is known.
    async function correct(select) {
      const chosen = select.value;
      const place = area.selectionStart;
      await ed.refresh();
      const i = partAt(place);
      const index = starts.slice(0, i).filter((at) => at >= 0).length;
      ed.follows = { follow_part: String(index), follow_key: chosen };
      await ed.save(true);
      now = -1;
      await ed.refresh();
    }
    if (follow) {
      const select = follow.querySelector("select");
      select.addEventListener("change", function (e) {
        e.stopPropagation();
        correct(select);
      });
    }

    outline.addEventListener("click", function (e) {
      const row = e.target.closest("li");
      const link = e.target.closest("a");
      const i = [...outline.children].indexOf(row);
      if (!link || link.hasAttribute("data-away") || !row || starts[i] === undefined || starts[i] < 0) return;
      e.preventDefault();
      ed.pane("text");
      edit.show(area, here(starts[i]));
      track();
    });
    pane.addEventListener("dblclick", function (e) {
      const i = [...pane.children].findIndex((part) => part.contains(e.target));
      if (i < 0 || starts[i] < 0) return;
      ed.pane("text");
      edit.show(area, here(starts[i]));
    });
    area.addEventListener("input", later);
    let frame = 0;
    document.addEventListener("selectionchange", function () {
      if (document.activeElement !== area || frame) return;
      frame = requestAnimationFrame(function () {
        frame = 0;
        track();
      });
    });
    ed.refresh();
  };

  // Which columns are to be seen: chosen by buttons, on a phone one at a time.
  edit.panes = function (ed) {
    const root = ed.root;
    const store = "bihuan.edit.hidden";
    const switches = root.querySelector("[data-panes]");
    const views = root.querySelector("[data-views]");
    switches.hidden = views.hidden = false;
    let hidden = [];
    try { hidden = JSON.parse(localStorage.getItem(store)) || []; } catch (broken) { hidden = []; }
    function show() {
      root.dataset.hidden = hidden.join(" ");
      for (const b of switches.querySelectorAll("button")) b.setAttribute("aria-pressed", String(!hidden.includes(b.dataset.pane)));
    }
    switches.addEventListener("click", function (e) {
      const b = e.target.closest("[data-pane]");
      if (!b) return;
      const name = b.dataset.pane;
      hidden = hidden.includes(name) ? hidden.filter((n) => n !== name) : [...hidden, name];
      try { localStorage.setItem(store, JSON.stringify(hidden)); } catch (full) { /* the choice is not kept, no more */ }
      show();
    });
    ed.pane = function (name) {
      root.dataset.view = name;
      for (const b of views.querySelectorAll("button")) b.setAttribute("aria-pressed", String(b.dataset.view === name));
    };
    views.addEventListener("click", function (e) {
      const b = e.target.closest("[data-view]");
      if (b) ed.pane(b.dataset.view);
    });
    show();
    ed.pane("text");
  };
})();
