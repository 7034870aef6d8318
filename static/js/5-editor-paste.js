// What is pasted into or dropped on a policy's text: words from Word and from web pages
// become Markdown, cells become tables, pictures are uploaded. Plain text stays as it is.
(function () {
  "use strict";
  const edit = (window.bihuan.edit ||= {});
  const kinds = /^image\/(png|jpeg|gif|webp)$/;

  // place keeps the caret's place while something is fetched, whatever is typed meanwhile.
  function place(area) {
    const was = area.value;
    const [from, to] = [area.selectionStart, area.selectionEnd];
    return function (text, alone) {
      const at = edit.moved(was, area.value);
      const start = at(from);
      const body = area.value;
      const before = alone && start > 0 && body[start - 1] !== "\n" ? "\n\n" : "";
      const after = alone && body[at(to)] !== undefined && body[at(to)] !== "\n" ? "\n\n" : "";
      edit.put(area, start, at(to), before + text + after);
    };
  }

  function tooLarge(ed, size) {
    const max = Number(ed.root.dataset.maxPaste);
    if (size <= max) return false;
    ed.tell(ed.words("paste_large", "size", (size / (1 << 20)).toFixed(1), "max", String(max >> 20)), true);
    return true;
  }

  async function fromHTML(ed, html, plain) {
    const put = place(ed.area);
    const done = ed.busy(ed.words("paste_busy"));
    try {
      const answer = await edit.post(ed, "/paste", { html: html });
      put(answer.markdown, answer.block);
      if (answer.lost.length) ed.tell(ed.words("paste_lost") + " " + answer.lost.join("；"), true);
    } catch (err) {
      put(plain.replace(/\r\n?/g, "\n"));
      ed.tell(ed.words("paste_plain", "why", edit.why(ed, err)), true);
    }
    done();
  }

  // upload sends pictures one after the other and writes each where the caret was.
  async function upload(ed, files) {
    const area = ed.area;
    for (const file of files) {
      const name = file.name || "";
      if (/\.svg$/i.test(name) || file.type === "image/svg+xml") { ed.tell(ed.words("picture_svg", "name", name), true); continue; }
      if (!kinds.test(file.type)) { ed.tell(ed.words("picture_kind", "name", name), true); continue; }
      if (file.size > Number(ed.root.dataset.maxPicture)) {
        ed.tell(ed.words("picture_large", "name", name, "max", String(Number(ed.root.dataset.maxPicture) >> 20)), true);
        continue;
      }
      const put = place(area);
      const done = ed.busy(ed.words("picture_busy", "name", name));
      try {
        const answer = await edit.post(ed, "/pictures", { picture: file });
        put(answer.markdown, true);
        ed.listed(answer.row);
      } catch (err) {
        ed.tell(edit.why(ed, err), true);
      }
      done();
    }
  }

  // bare tells whether the HTML holds nothing but one picture, as browsers put it beside a copied one.
  function bare(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    return page.body.textContent.trim() === "" && page.querySelectorAll("img").length === 1 && !page.querySelector("table");
  }

  edit.pasting = function (ed) {
    const area = ed.area;
    area.addEventListener("paste", function (e) {
      if (area.readOnly) return;
      const data = e.clipboardData;
      const html = data.getData("text/html");
      const plain = data.getData("text/plain");
      const files = [...data.files];
      if (tooLarge(ed, Math.max(html.length, new Blob([plain]).size))) return e.preventDefault();
      if (files.length && (!html || bare(html))) {
        e.preventDefault();
        upload(ed, files);
      } else if (html) {
        e.preventDefault();
        fromHTML(ed, html, plain);
      } else {
        const cells = edit.cells(plain);
        e.preventDefault();
        if (cells) place(area)(edit.table(cells), true);
        else place(area)(plain.replace(/\r\n?/g, "\n"));
      }
    });
    area.addEventListener("dragover", function (e) {
      if (![...e.dataTransfer.types].includes("Files")) return;
      e.preventDefault();
      area.classList.add("dropping");
    });
    for (const end of ["dragleave", "drop"]) area.addEventListener(end, () => area.classList.remove("dropping"));
    area.addEventListener("drop", function (e) {
      const files = [...e.dataTransfer.files];
      if (!files.length || area.readOnly) return;
      e.preventDefault();
      upload(ed, files);
    });
    const chooser = ed.root.querySelector("[data-picture-file]");
    chooser.addEventListener("change", function (e) {
      e.stopPropagation();
      upload(ed, [...chooser.files]);
      chooser.value = "";
    });
  };
})();
