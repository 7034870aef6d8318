// The text of a policy in its area: Chinese numerals, lines, places that move with what
// is typed before them, and changes as quick in a long text as in a short one.
(function () {
  "use strict";
  const edit = (window.bihuan.edit ||= {});
  const digits = "〇一二三四五六七八九";
  const units = ["", "十", "百", "千"];

  // numeral writes 1 to 9999 as labels do: 十二, 一百零三, 一百一十.
  edit.numeral = function (n) {
    const s = String(n);
    let out = "";
    let gap = false;
    for (let i = 0; i < s.length; i++) {
      const d = Number(s[i]);
      const unit = s.length - 1 - i;
      if (d === 0) { gap = true; continue; }
      if (gap && out) out += "零";
      gap = false;
      out += (d === 1 && unit === 1 && !out ? "" : digits[d]) + units[unit];
    }
    return out;
  };

  // value reads a numeral in Chinese or Arabic digits; 0 where it is none.
  edit.value = function (text) {
    const plain = text.normalize("NFKC");
    if (/^\d+$/.test(plain)) return Number(plain);
    let total = 0;
    let digit = 0;
    for (const c of plain.replace(/零/g, "〇").replace(/两/g, "二")) {
      const unit = units.indexOf(c);
      const d = digits.indexOf(c);
      if (d >= 0) digit = d;
      else if (unit > 0) { total += (digit || 1) * 10 ** unit; digit = 0; }
      else return 0;
    }
    return total + digit;
  };

  // line is the line in which a place lies.
  edit.line = function (text, at) {
    const start = text.lastIndexOf("\n", at - 1) + 1;
    const end = text.indexOf("\n", at);
    return { start: start, end: end < 0 ? text.length : end, text: text.slice(start, end < 0 ? text.length : end) };
  };

  // span is what differs between two texts: it begins at head in both and leaves tail characters at their ends.
  edit.span = function (was, now) {
    const most = Math.min(was.length, now.length);
    let head = 0;
    while (head < most && was.charCodeAt(head) === now.charCodeAt(head)) head++;
    let tail = 0;
    while (tail < most - head && was.charCodeAt(was.length - 1 - tail) === now.charCodeAt(now.length - 1 - tail)) tail++;
    // A character of two units is never cut in two.
    if (head > 0 && /[\uD800-\uDBFF]/.test(now[head - 1])) head--;
    if (tail > 0 && /[\uDC00-\uDFFF]/.test(now[now.length - tail])) tail--;
    return { head: head, tail: tail };
  };

  // moved tells where the places of an older text lie in the newer one; what was typed over gives its beginning.
  edit.moved = function (was, now) {
    if (was === now) return (at) => at;
    const { head, tail } = edit.span(was, now);
    const end = was.length - tail;
    return (at) => (at <= head ? at : at >= end ? at + now.length - was.length : head);
  };

  // put writes text over a stretch of the area; select holds the places within it to be selected then. Short texts go
  // in as if they were typed; with long ones that would take the browser a minute.
  edit.put = function (area, from, to, text, select) {
    if (area.readOnly) return;
    area.focus({ preventScroll: true });
    area.setSelectionRange(from, to);
    const short = text.length + to - from <= 400 && text.split("\n").length <= 8;
    if (!(short && (from === to && !text || document.execCommand(text ? "insertText" : "delete", false, text)))) {
      area.setRangeText(text, from, to, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (select) area.setSelectionRange(from + select[0], from + select[1]);
  };

  // change makes the whole text another one, touching only what differs.
  edit.change = function (area, text) {
    const was = area.value;
    if (was === text) return;
    const { head, tail } = edit.span(was, text);
    edit.put(area, head, was.length - tail, text.slice(head, text.length - tail));
  };

  // show selects a stretch of the area, or puts the caret there, and brings it into sight: a third from the top where
  // it was not to be seen.
  edit.show = function (area, from, to) {
    const mirror = document.createElement("div");
    mirror.className = "edit-area edit-mirror";
    mirror.style.width = area.clientWidth + "px";
    mirror.textContent = area.value.slice(0, from) + "\u200B";
    area.parentNode.append(mirror);
    const top = mirror.scrollHeight;
    mirror.remove();
    area.focus({ preventScroll: true });
    area.setSelectionRange(from, to === undefined ? from : to);
    if (top < area.scrollTop + 40 || top > area.scrollTop + area.clientHeight) area.scrollTop = Math.max(0, top - area.clientHeight / 3);
    const seen = area.getBoundingClientRect().top + top - area.scrollTop;
    if (seen < 140 || seen > window.innerHeight - 80) window.scrollBy(0, seen - window.innerHeight / 3);
  };

  // table writes rows of cells as a table of Markdown.
  edit.table = function (rows) {
    const wide = Math.max(...rows.map((r) => r.length));
    const cell = (s) => s.trim().replace(/\|/g, "\\|").replace(/\s*\n\s*/g, "<br>") || " ";
    const write = (r) => "| " + Array.from({ length: wide }, (_, i) => cell(r[i] || "")).join(" | ") + " |";
    return [write(rows[0]), "|" + " --- |".repeat(wide), ...rows.slice(1).map(write)].join("\n");
  };

  // cells reads what a spreadsheet puts on the clipboard as plain text; null where it is no table.
  edit.cells = function (text) {
    const body = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!body.includes("\t")) return null;
    // A cell with a line end stands in quotation marks.
    const rows = [[""]];
    let quoted = false;
    for (let i = 0; i < body.length; i++) {
      const c = body[i];
      const row = rows[rows.length - 1];
      if (c === '"' && (quoted || row[row.length - 1] === "")) {
        if (quoted && body[i + 1] === '"') { row[row.length - 1] += c; i++; } else quoted = !quoted;
      } else if (c === "\t" && !quoted) row.push("");
      else if (c === "\n" && !quoted) rows.push([""]);
      else row[row.length - 1] += c;
    }
    const wide = rows[0].length;
    const even = wide > 1 && rows.every((r) => r.length === wide);
    return even && !quoted ? rows : null;
  };
})();
