// Undo and redo of a policy's text. Browsers forget their own as soon as a long stretch is exchanged at once, and
// exchanging it in a way that they remember takes them half a minute in a long text.
(function () {
  "use strict";
  const edit = (window.bihuan.edit ||= {});
  const pause = 1000; // what is typed without a longer one is undone in one go
  const most = 500;

  // joined adds a step to the one before it where both are one stretch of typing or deleting.
  function joined(last, step) {
    if (step.put.length > 30 || step.cut.length > 30 || step.put.includes("\n") || step.cut.includes("\n")) return false;
    if (!step.cut && !last.cut && step.at === last.at + last.put.length) {
      last.put += step.put;
      return true;
    }
    if (!step.put && !last.put && step.at + step.cut.length === last.at) {
      last.at = step.at;
      last.cut = step.cut + last.cut;
      return true;
    }
    return false;
  }

  edit.remembering = function (ed) {
    const area = ed.area;
    let was = area.value;
    let done = [];
    let undone = [];
    let time = 0;
    let replaying = false;

    function note() {
      const now = area.value;
      if (replaying || now === was) return;
      const { head, tail } = edit.span(was, now);
      const step = { at: head, cut: was.slice(head, was.length - tail), put: now.slice(head, now.length - tail) };
      const quick = performance.now() - time < pause;
      const last = done[done.length - 1];
      if (!(quick && last && undone.length === 0 && joined(last, step))) done.push(step);
      if (done.length > most) done.shift();
      undone = [];
      was = now;
      time = performance.now();
    }
    function replay(from, to, cut, put) {
      note();
      const step = from.pop();
      if (!step || area.readOnly) return;
      to.push(step);
      replaying = true;
      edit.put(area, step.at, step.at + step[cut].length, step[put]);
      replaying = false;
      was = area.value;
      time = 0;
      edit.show(area, step.at + step[put].length);
    }
    ed.undo = () => replay(done, undone, "put", "cut");
    ed.redo = () => replay(undone, done, "cut", "put");

    area.addEventListener("input", (e) => { if (!e.isComposing) note(); });
    area.addEventListener("compositionend", note);
    ed.form.addEventListener("reset", () => setTimeout(note));
    area.addEventListener("beforeinput", function (e) {
      const again = { historyUndo: ed.undo, historyRedo: ed.redo }[e.inputType];
      if (!again) return;
      e.preventDefault();
      again();
    });
  };
})();
