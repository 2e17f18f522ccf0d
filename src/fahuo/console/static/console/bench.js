// The pack bench: the answer to a scan is shown, sounded, and the label printed. Keys of the page send control words, the same as the barcodes of the sheet.
(() => {
  const root = document.querySelector("[data-scans]"), field = document.getElementById("scan"), desk = document.getElementById("desk"), picture = document.getElementById("picture");
  const dialog = document.getElementById("supervisor"), scale = document.getElementById("scale"), sound = globalThis.fahuoSound;
  const csrf = document.querySelector("#scanform [name=csrfmiddlewaretoken]").value;
  const LOOK_MS = 800;
  let now = { stage: "", parcel: 0 };

  const scans = globalThis.fahuoScanning({
    root, field, form: document.getElementById("scanform"), stay: "a, select", apart: () => dialog.open,
    send: async ({ url, fields }) => {
      const headers = { Accept: "application/json", "X-CSRFToken": csrf };
      show(await (await scans.ask(url || root.dataset.scanUrl, new URLSearchParams({ ...fields, parcel: now.parcel }), headers)).json());
    },
    lost: (said) => write("wrong", said),
    press: (button) => {
      if (button.dataset.key === "F9") { dialog.showModal(); dialog.querySelector("input").focus(); }
      else scans.put({ text: button.dataset.text });
    },
  });

  function write(tone, said) {
    const place = desk.querySelector(".answer");
    place.className = `answer ${tone}`;
    place.lastElementChild.textContent = said;
    place.firstElementChild.textContent = tone === "wrong" ? "✕" : "?";
  }

  function show(answer) {
    now = { stage: answer.stage, parcel: answer.parcel };
    desk.innerHTML = answer.desk;
    if (answer.picture !== undefined) { picture.innerHTML = answer.picture; document.dispatchEvent(new Event("fahuo:drawn")); }
    sound.play(answer.tone);
    document.body.dataset.tone = answer.tone;
    point();
    if (answer.print) print(answer.print);
    scans.focus();
  }

  // the piece that was scanned last, else the next one, is outlined in the drawing
  function point() {
    const row = desk.querySelector("tr.now[data-steps]") || desk.querySelector("tr:not(.done)[data-steps]"), drawing = picture.querySelector("[data-packing]")?.drawing;
    const step = row && parseInt(row.dataset.steps, 10);
    if (drawing && step) drawing.name({ block: step - 1 });
  }

  function print(address) {
    document.querySelectorAll("iframe.label[data-printed]").forEach((old) => old.remove()); // one that still loads is still to be printed
    const frame = document.createElement("iframe");
    frame.className = "label sr";
    frame.tabIndex = -1;
    frame.src = address;
    frame.addEventListener("load", async () => { const fault = frame.contentDocument?.contentType === "text/plain" && frame.contentDocument.body.innerText;
      if (fault) { write("wrong", fault); sound.play("wrong"); } else await scans.printing(() => frame.contentWindow.print());
      frame.dataset.printed = "";
      scans.focus(); // the frame is never focused itself: a scan would go into it
    });
    document.body.append(frame);
  }

  dialog.querySelector("form").addEventListener("submit", (event) => {
    const fields = Object.fromEntries(new FormData(event.target));
    event.target.reset();
    scans.put({ text: "", ...fields }, root.dataset.overrideUrl);
  });
  dialog.addEventListener("close", scans.focus);

  // the scale and the label move without a scan
  setInterval(async () => {
    if (document.hidden || scans.busy) return;
    try {
      const said = await (await fetch(root.dataset.waitingUrl, { headers: { Accept: "application/json" } })).json();
      scale.hidden = said.scale_g === null;
      scale.textContent = said.scale_g === null ? "" : `⚖ ${said.scale_g} g${said.stable ? "" : " ~"}`;
      scale.classList.toggle("rests", said.stable);
      if (said.stage === "ready" && now.stage === "label") scans.put({ text: "FH.DONE" });
    } catch { /* the next scan says that there is no connection */ }
  }, LOOK_MS);

  document.addEventListener("DOMContentLoaded", () => { now.stage = root.dataset.stage; now.parcel = Number(picture.querySelector("[data-packing]")?.id.replace("packing-", "") || 0); point(); scans.focus(); });
})();
