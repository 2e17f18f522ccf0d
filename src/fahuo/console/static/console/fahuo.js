// What a page cannot do without a script: shortcuts, the time zone, tick-all, drag and drop. Everything else is plain links and forms.
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && !document.cookie.includes(`fahuo_zone=${zone}`)) document.cookie = `fahuo_zone=${zone}; path=/; max-age=31536000; samesite=lax`;

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      const find = document.getElementById("find");
      if (find) { event.preventDefault(); find.focus(); find.select(); }
    }
    if (event.key === "Escape" && typing) document.activeElement.blur();
  });

  // a barcode scanner types fast and ends with Enter: where no field has the focus, what it says is looked for
  let typed = "", since = 0;
  document.addEventListener("keydown", (event) => {
    const busy = document.activeElement && (document.activeElement.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName));
    if (busy || event.altKey || event.metaKey || document.querySelector("[data-scans]")) { typed = ""; return; }
    if (event.timeStamp - since > 80) typed = ""; // nobody types so fast
    since = event.timeStamp;
    if (event.ctrlKey && event.key === "]") typed += "\u241d"; // how scanners send the separator of GS1 fields
    else if (event.key.length === 1 && !event.ctrlKey) typed += event.key;
    else if (event.key === "Enter" && typed.length > 3) {
      event.preventDefault();
      location.assign(`/find/?q=${encodeURIComponent(typed)}`);
    }
  });

  // a head tick box ticks its table; buttons that act on ticked rows are off while nothing is ticked
  const count = (form) => {
    const ticked = form.querySelectorAll("input[data-row]:checked").length;
    form.querySelectorAll("[data-needs-ticks]").forEach((button) => { button.disabled = ticked === 0; });
    form.querySelectorAll("[data-ticked]").forEach((place) => { place.textContent = ticked; });
  };
  document.addEventListener("change", (event) => {
    const box = event.target, form = box.closest("form");
    if (form && box.matches("input[data-all]")) form.querySelectorAll("input[data-row]").forEach((row) => { row.checked = box.checked; });
    if (form && box.matches("input[data-all], input[data-row]")) count(form);
    if (form && box.matches("[data-submit]")) form.requestSubmit();
    if (form && box.matches("input[type=file][data-drop]") && box.files.length) form.requestSubmit();
  });
  document.querySelectorAll("form[data-ticks]").forEach(count);
  document.addEventListener("htmx:afterSwap", (event) => event.target.querySelectorAll("form[data-ticks]").forEach(count));

  document.addEventListener("submit", (event) => {
    const question = (event.submitter && event.submitter.dataset.ask) || event.target.dataset.ask;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  document.querySelectorAll(".drop").forEach((place) => {
    const input = place.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); place.classList.toggle("over", on); };
    place.addEventListener("dragover", over(true));
    place.addEventListener("dragleave", over(false));
    place.addEventListener("drop", (event) => {
      over(false)(event);
      if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.dispatchEvent(new Event("change", { bubbles: true })); }
    });
  });
})();
