// What the toolbar of the policy editor and the keyboard do to the text.
(function () {
  "use strict";
  const edit = (window.bihuan.edit ||= {});
  const number = "[〇零一二两三四五六七八九十百千0-9０-９]+";
  const clauseLine = new RegExp("^([ \\t\\u3000]*)(\\**)第(" + number + ")条(之" + number + ")?(\\**)([ \\t\\u3000]*)");
  const headLine = (unit) => new RegExp("^[ \\t\\u3000]*(#{0,6})[ \\t]*\\**第(" + number + ")" + unit);
  const itemLine = new RegExp("^([ \\t\\u3000]*)([（(])(" + number + ")([）)])");
  const listLine = /^([ \t]*)(?:([-*+])|(\d+)([.)、]))([ \t]+)/;

  // above finds the nearest line before a place that a pattern takes; stop ends the search.
  function above(text, at, pattern, stop) {
    for (let end = at; end >= 0; ) {
      const line = edit.line(text, end);
      const found = pattern.exec(line.text);
      if (found) return { found: found, line: line };
      if (stop && stop.test(line.text)) return null;
      end = line.start - 1;
    }
    return null;
  }

  // gapAfter is the place behind the clause in which a place lies: before the next clause or heading.
  function gapAfter(text, at) {
    let line = edit.line(text, at);
    while (line.end < text.length) {
      const next = edit.line(text, line.end + 1);
      if (clauseLine.test(next.text) || /^[ \t]*#{1,6}[ \t]/.test(next.text) || headLine("[编章节]").test(next.text)) break;
      line = next;
    }
    return text.slice(0, line.end).replace(/\s+$/, "").length;
  }

  // block writes a paragraph of its own at a place; the words within it that are to be overwritten are selected.
  function block(area, at, text, words) {
    const body = area.value;
    let to = at;
    while (/\s/.test(body[to] || "")) to++;
    const before = at === 0 ? "" : "\n\n";
    const after = to < body.length ? "\n\n" : "\n";
    const from = before.length + (words ? text.indexOf(words) : text.length);
    edit.put(area, at, to, before + text + after, [from, from + (words || "").length]);
  }

  // heading writes 章 or 节 with the number that follows the one before it.
  function heading(ed, unit, over) {
    const text = ed.area.value;
    const at = gapAfter(text, ed.area.selectionStart);
    const last = above(text, at, headLine(unit), over && headLine(over));
    const parent = over && above(text, at, headLine(over));
    const sharps = last ? last.found[1] : parent && parent.found[1] ? parent.found[1] + "#" : "";
    const words = "标题";
    block(ed.area, at, (sharps ? sharps + " " : "") + "第" + edit.numeral(last ? edit.value(last.found[2]) + 1 : 1) + unit + "　" + words, words);
  }

  // nextClause writes the label of the clause after the one in which the caret stands, as that one writes its own.
  function nextClause(ed) {
    const area = ed.area;
    const text = area.value;
    const last = above(text, area.selectionStart, clauseLine);
    const style = last ? last.found : ["", "", "", "", "", "", "　"];
    const n = last ? edit.value(style[3]) + 1 : 1;
    const at = text.trim() ? gapAfter(text, area.selectionStart) : 0;
    const rest = text.slice(at);
    const label = style[1] + style[2] + "第" + edit.numeral(n) + "条" + style[5] + (style[6] || "　");
    block(area, at, label);
    if (new RegExp("(^|\\n)[ \\t\\u3000]*\\**第(" + edit.numeral(n) + "|" + n + ")条").test(rest)) ed.tell(ed.words("renumber_hint", "label", "第" + edit.numeral(n) + "条"));
  }

  // item writes （一）, （二） … on a line of its own below the caret's.
  function item(ed) {
    const area = ed.area;
    const line = edit.line(area.value, area.selectionEnd);
    const last = above(area.value, area.selectionEnd, itemLine, clauseLine);
    const mark = last ? last.found[1] + last.found[2] + edit.numeral(edit.value(last.found[3]) + 1) + last.found[4] : "（一）";
    const before = line.text.trim() === "" ? "" : "\n";
    edit.put(area, before ? line.end : line.start, line.end, before + mark, [before.length + mark.length, before.length + mark.length]);
  }

  function bold(ed) {
    const area = ed.area;
    const [from, to] = [area.selectionStart, area.selectionEnd];
    const chosen = area.value.slice(from, to);
    const words = chosen || "文字";
    const outside = area.value.slice(from - 2, from) === "**" && area.value.slice(to, to + 2) === "**";
    if (outside) return edit.put(area, from - 2, to + 2, chosen, [0, chosen.length]);
    if (/^\*\*[^]+\*\*$/.test(chosen)) return edit.put(area, from, to, chosen.slice(2, -2), [0, chosen.length - 4]);
    edit.put(area, from, to, "**" + words + "**", [2, 2 + words.length]);
  }

  // lines are all lines that the selection touches.
  function lines(area) {
    const from = edit.line(area.value, area.selectionStart).start;
    const to = edit.line(area.value, Math.max(area.selectionStart, area.selectionEnd - 1)).end;
    return { from: from, to: to, list: area.value.slice(from, to).split("\n") };
  }
  function rewrite(area, all, change) {
    const text = all.list.map(change).join("\n");
    edit.put(area, all.from, all.to, text, [all.list.length > 1 ? 0 : text.length, text.length]);
  }

  function list(ed) {
    const all = lines(ed.area);
    const on = all.list.every((l) => /^[ \t]*- /.test(l) || l.trim() === "");
    const alone = all.list.length === 1;
    rewrite(ed.area, all, (l) => (on && l.trim() ? l.replace(/^([ \t]*)- /, "$1") : l.trim() === "" && !alone ? l : l.replace(/^([ \t]*)/, "$1- ")));
  }

  function table(ed) {
    const area = ed.area;
    const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
    const cells = edit.cells(chosen);
    if (cells) return edit.put(area, area.selectionStart, area.selectionEnd, edit.table(cells));
    const words = "项目";
    block(area, edit.line(area.value, area.selectionEnd).end, edit.table([[words, "内容", "责任人"], ["", "", ""], ["", "", ""]]), words);
  }

  function link(ed) {
    const area = ed.area;
    const box = window.bihuan.open("edit-link");
    const form = box.querySelector("form");
    const [from, to] = [area.selectionStart, area.selectionEnd];
    form.elements.words.value = area.value.slice(from, to);
    form.elements.address.value = "";
    form.onsubmit = function (e) {
      e.preventDefault();
      const address = form.elements.address.value.trim();
      if (!address) return form.elements.address.focus();
      box.close();
      const words = form.elements.words.value.trim() || address;
      edit.put(area, from, to, "[" + words.replace(/([[\]])/g, "\\$1") + "](" + address.replace(/[\s()]/g, encodeURIComponent) + ")");
    };
  }

  edit.commands = {
    chapter: (ed) => heading(ed, "章"),
    section: (ed) => heading(ed, "节", "章"),
    clause: nextClause,
    item: item,
    bold: bold,
    list: list,
    table: table,
    link: link,
    picture: (ed) => ed.root.querySelector("[data-picture-file]").click(),
    undo: (ed) => ed.undo(),
    redo: (ed) => ed.redo(),
  };

  // Enter goes on with a list or with （一）; on an empty one it ends it.
  function enter(ed, e) {
    const area = ed.area;
    if (area.selectionStart !== area.selectionEnd) return;
    const line = edit.line(area.value, area.selectionStart);
    const inList = listLine.exec(line.text);
    const inItems = itemLine.exec(line.text);
    const found = inList || inItems;
    if (!found || area.selectionStart < line.start + found[0].length) return;
    e.preventDefault();
    if (line.text.slice(found[0].length).trim() === "") return edit.put(area, line.start, line.end, "");
    let mark = found[0];
    if (inItems) mark = found[1] + found[2] + edit.numeral(edit.value(found[3]) + 1) + found[4];
    else if (inList[3]) mark = inList[1] + (Number(inList[3]) + 1) + inList[4] + inList[5];
    edit.put(area, area.selectionStart, area.selectionStart, "\n" + mark);
  }

  // Tab moves list lines in and out, and goes from cell to cell; elsewhere it leaves the area, as everywhere.
  function tab(ed, e) {
    const area = ed.area;
    const all = lines(area);
    if (all.list.length === 1 && /^\s*\|/.test(all.list[0])) {
      const text = area.value;
      const bar = e.shiftKey ? text.lastIndexOf("|", text.lastIndexOf("|", area.selectionStart - 1) - 1) : text.indexOf("|", area.selectionStart);
      if (bar < 0 || text.slice(bar + 1).trim() === "" || (e.shiftKey && bar < all.from)) return;
      e.preventDefault();
      const start = text[bar + 1] === "\n" ? text.indexOf("|", bar + 1) + 1 : bar + 1;
      const end = text.indexOf("|", start);
      const cell = text.slice(start, end < 0 ? start : end);
      const lead = cell.length - cell.trimStart().length;
      return area.setSelectionRange(start + Math.min(lead, 1), start + Math.max(Math.min(lead, 1), cell.trimEnd().length));
    }
    if (!all.list.some((l) => listLine.test(l))) return;
    e.preventDefault();
    rewrite(area, all, (l) => (!listLine.test(l) ? l : e.shiftKey ? l.replace(/^( {1,2}|\t)/, "") : "  " + l));
  }

  const keys = { b: "bold", k: "link", z: "undo", y: "redo", Digit1: "chapter", Digit2: "section", Digit3: "clause", Digit4: "item", Enter: "clause" };

  edit.tools = function (ed) {
    const bar = ed.root.querySelector("[data-tools]");
    bar.hidden = false;
    const buttons = [...bar.querySelectorAll("button")];
    const run = function (name) {
      if (!ed.area.readOnly || name === "renumber") (edit.commands[name] || ed[name])(ed);
    };
    bar.addEventListener("mousedown", (e) => { if (e.target.closest("button")) e.preventDefault(); }); // the area keeps its caret
    bar.addEventListener("click", function (e) {
      const button = e.target.closest("[data-do]");
      if (button) run(button.dataset.do);
    });
    // One stop for Tab; the arrows go from tool to tool.
    buttons.forEach((b, i) => { b.tabIndex = i === 0 ? 0 : -1; });
    bar.addEventListener("keydown", function (e) {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      const now = buttons.indexOf(document.activeElement);
      if (!step || now < 0) return;
      const next = buttons[(now + step + buttons.length) % buttons.length];
      buttons[now].tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    });
    ed.area.addEventListener("keydown", function (e) {
      if (e.isComposing) return;
      const ctrl = e.ctrlKey || e.metaKey;
      if (!ctrl && !e.altKey && e.key === "Enter" && !e.shiftKey) return enter(ed, e);
      if (!ctrl && !e.altKey && e.key === "Tab") return tab(ed, e);
      let name = ctrl && (e.altKey ? keys[e.code] : !e.shiftKey && keys[e.key]);
      if (ctrl && e.shiftKey && e.key.toLowerCase() === "z") name = "redo";
      if (!name) return;
      e.preventDefault();
      run(name);
    });
  };
})();
