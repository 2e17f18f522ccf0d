// Scanning on a page, for the pack bench and the floor: every scan goes to the server as it comes, in its order; one that was not answered is
// sent again under its own key, so that it counts once. The field has the focus whatever was clicked, and what is typed elsewhere is a scan.
globalThis.fahuoScanning = ({ root, form, field, send, lost, press, stay, apart = () => false }) => {
  const AGAIN_MS = 2000, QUIET_MS = 150, PATIENCE_MS = 5000, GS = "\u241d", waiting = [], sound = globalThis.fahuoSound;
  const keys = Object.fromEntries([...root.querySelectorAll("[data-key]")].map((button) => [button.dataset.key, button]));
  let busy = false, typedAt = 0;

  const sleep = (ms) => new Promise((later) => setTimeout(later, ms));
  const typing = () => field.value !== "" || performance.now() - typedAt < QUIET_MS;
  const focus = () => { if (!apart()) field.focus({ preventScroll: true }); };

  async function work() {
    if (busy) return;
    busy = true;
    while (waiting.length) {
      try {
        await send(waiting[0]);
        waiting.shift();
      } catch {
        sound.play("wrong");
        lost(`${root.dataset.noLine} (${waiting.length} ${root.dataset.left})`);
        await sleep(AGAIN_MS);
      }
    }
    busy = false;
  }

  function put(fields, url) {
    waiting.push({ url, fields: { key: crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`, ...fields } });
    work();
  }

  // A page that prints hears no keys. So it prints between two scans, and what came in the middle of the printing and was cut is not left to be read with the next one.
  async function printing(print) {
    const until = performance.now() + PATIENCE_MS;
    do await sleep(QUIET_MS / 3); while (typing() && performance.now() < until);
    const before = field.value;
    print();
    await sleep(2 * QUIET_MS);
    if (field.value === before || performance.now() - typedAt < QUIET_MS) return;
    field.value = "";
    lost(root.dataset.cut);
    sound.play("wrong");
  }

  // what the server answers; where the login has ended the page is asked for anew
  async function ask(url, body, headers) {
    const answer = await fetch(url, { method: "POST", body, headers });
    if (answer.redirected || answer.status === 403) { location.reload(); await new Promise(() => {}); }
    if (answer.headers.has("HX-Redirect")) { location.assign(answer.headers.get("HX-Redirect")); await new Promise(() => {}); }
    if (!answer.ok) throw new Error(answer.status);
    return answer;
  }

  const act = (button) => {
    if (button.dataset.key === "F3") button.setAttribute("aria-pressed", sound.mute());
    else press(button);
  };
  Object.values(keys).forEach((button) => button.addEventListener("click", () => { act(button); focus(); }));
  if (keys.F3) keys.F3.setAttribute("aria-pressed", sound.muted);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    field.value = "";
    put({ text });
  });

  document.addEventListener("keydown", (event) => {
    typedAt = performance.now();
    if (apart()) return;
    if (keys[event.key]) { event.preventDefault(); act(keys[event.key]); return; }
    if (event.key === "Escape") { field.value = ""; focus(); return; }
    const active = document.activeElement, elsewhere = active !== field;
    if (elsewhere && active.closest(stay)) return;
    if (event.ctrlKey && event.key === "]") { event.preventDefault(); field.value += GS; focus(); return; } // the separator of GS1 fields
    const writes = (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) || event.key === "Enter";
    if (elsewhere && writes) {
      event.preventDefault();
      focus();
      if (event.key === "Enter") form.requestSubmit(); else field.value += event.key;
    }
  });
  window.addEventListener("focus", () => { if (!document.activeElement.closest(stay)) focus(); });
  document.addEventListener("click", (event) => { if (!event.target.closest(`${stay}, dialog, label, .pack3d`)) focus(); });

  return { put, ask, focus, printing, get busy() { return busy; } };
};
