// The pages of the floor that are scanned at: the picker's, the put wall's, a manifest's. What the page shows now goes with each scan (its stop,
// what was scanned at it); the answer is the part of the page that changes, with its tone.
(() => {
  const root = document.querySelector("[data-floor]"), form = document.getElementById("scanform"), field = document.getElementById("scan"), place = document.getElementById("stop");
  if (!form) return;

  const scans = globalThis.fahuoScanning({
    root, form, field, stay: "a, select, input:not(#scan), textarea, button, summary",
    send: async ({ fields }) => {
      const body = new URLSearchParams(new FormData(form));
      Object.entries(fields).forEach(([name, value]) => body.set(name, value));
      const answer = await scans.ask(form.action, body, { "HX-Request": "true" });
      place.innerHTML = await answer.text();
      const tone = place.querySelector("[data-tone]")?.dataset.tone || "";
      globalThis.fahuoSound.play(tone);
      document.body.dataset.tone = tone;
      scans.focus();
    },
    lost: (said) => {
      const answer = place.querySelector(".answer");
      answer.className = "answer wrong";
      answer.replaceChildren(Object.assign(document.createElement("span"), { className: "sign", textContent: "✕" }), Object.assign(document.createElement("span"), { textContent: said }));
    },
    press: ({ dataset }) => {
      if (dataset.do.startsWith("#")) { document.querySelector(dataset.do)?.focus(); return; }
      scans.put({ text: field.value, do: dataset.do });
      field.value = "";
    },
  });
  scans.focus();
})();
