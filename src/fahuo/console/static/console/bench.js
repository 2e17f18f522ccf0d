// The pack bench: every scan goes to the server as it comes, in its order; the answer is shown, sounded, and the label printed.
// The field has the focus whatever was clicked; keys of the page send control words, the same as the barcodes of the sheet.
(() => {
  const root = document.querySelector("[data-scans]"), field = document.getElementById("scan"), desk = document.getElementById("desk"), picture = document.getElementById("picture");
  const dialog = document.getElementById("supervisor"), scale = document.getElementById("scale"), sound = globalThis.fahuoSound;
  const csrf = document.querySelector("#scanform [name=csrfmiddlewaretoken]").value;
  const AGAIN_MS = 2000, LOOK_MS = 800, GS = "\u241d";
  const queue = [];
  let busy = false, now = { stage: "", parcel: 0 };

  const focus = () => { if (!dialog.open) field.focus({ preventScroll: true }); };

  // one at a time, in order; what was not answered is sent again under its own key, so that it counts once
  async function work() {
    if (busy) return;
    busy = true;
    while (queue.length) {
      const { url, fields } = queue[0];
      try {
        const body = new URLSearchParams({ ...fields, parcel: now.parcel }), answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": csrf } });
        if (answer.redirected || answer.status === 403) { location.reload(); return; }
        if (!answer.ok) throw new Error(answer.status);
        show(await answer.json());
        queue.shift();
      } catch {
        tell("wrong", `${root.dataset.noLine} (${queue.length} ${root.dataset.left})`);
        await new Promise((later) => setTimeout(later, AGAIN_MS));
      }
    }
    busy = false;
  }

  function send(text, url = root.dataset.scanUrl, more = {}) {
    queue.push({ url, fields: { text, key: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`, ...more } });
    work();
  }

  function tell(tone, said) {
    const place = desk.querySelector(".answer");
    place.className = `answer ${tone}`;
    place.lastElementChild.textContent = said;
    place.firstElementChild.textContent = tone === "wrong" ? "✕" : "?";
    sound.play(tone);
  }

  function show(answer) {
    now = { stage: answer.stage, parcel: answer.parcel };
    desk.innerHTML = answer.desk;
    if (answer.picture !== undefined) { picture.innerHTML = answer.picture; document.dispatchEvent(new Event("fahuo:drawn")); }
    sound.play(answer.tone);
    document.body.dataset.tone = answer.tone;
    point();
    if (answer.print) print(answer.print);
    focus();
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
    frame.addEventListener("load", () => { const fault = frame.contentDocument?.contentType === "text/plain" && frame.contentDocument.body.innerText;
      if (fault) tell("wrong", fault); else frame.contentWindow.print();
      frame.dataset.printed = "";
      focus(); // the frame is never focused itself: a scan would go into it
    });
    document.body.append(frame);
  }

  document.getElementById("scanform").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.value = "";
    send(text);
  });

  const keys = Object.fromEntries([...root.querySelectorAll("[data-key]")].map((button) => [button.dataset.key, button]));
  const act = (button) => {
    if (button.dataset.key === "F3") button.setAttribute("aria-pressed", sound.mute());
    else if (button.dataset.key === "F9") { dialog.showModal(); dialog.querySelector("input").focus(); }
    else send(button.dataset.text);
    focus();
  };
  Object.values(keys).forEach((button) => button.addEventListener("click", () => act(button)));
  if (keys.F3) keys.F3.setAttribute("aria-pressed", sound.muted);

  document.addEventListener("keydown", (event) => {
    if (dialog.open) return;
    if (keys[event.key]) { event.preventDefault(); act(keys[event.key]); return; }
    if (event.key === "Escape") { field.value = ""; focus(); return; }
    if (event.ctrlKey && event.key === "]") { event.preventDefault(); field.value += GS; return; }
    const elsewhere = document.activeElement !== field, writes = (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) || event.key === "Enter";
    if (elsewhere && writes && !document.activeElement.closest("a, select")) {
      event.preventDefault();
      focus();
      if (event.key === "Enter") document.getElementById("scanform").requestSubmit(); else field.value += event.key;
    }
  });

  dialog.querySelector("form").addEventListener("submit", (event) => {
    const fields = Object.fromEntries(new FormData(event.target));
    event.target.reset();
    send("", root.dataset.overrideUrl, fields);
  });
  dialog.addEventListener("close", focus);
  window.addEventListener("focus", focus);
  document.addEventListener("click", (event) => { if (!event.target.closest("a, dialog, .pack3d")) focus(); });

  // the scale and the label move without a scan
  setInterval(async () => {
    if (document.hidden || busy) return;
    try {
      const said = await (await fetch(root.dataset.waitingUrl, { headers: { Accept: "application/json" } })).json();
      scale.hidden = said.scale_g === null;
      scale.textContent = said.scale_g === null ? "" : `⚖ ${said.scale_g} g${said.stable ? "" : " ~"}`;
      scale.classList.toggle("rests", said.stable);
      if (said.stage === "ready" && now.stage === "label") send("FH.DONE");
    } catch { /* the next scan says that there is no connection */ }
  }, LOOK_MS);

  document.addEventListener("DOMContentLoaded", () => { now.stage = root.dataset.stage; now.parcel = Number(picture.querySelector("[data-packing]")?.id.replace("packing-", "") || 0); point(); focus(); });
})();
