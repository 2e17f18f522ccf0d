// The turnable drawing of a parcel's packing (console/packing_3d.html): drag, touch, keys, wheel; steps one by one; every piece named.
// Without this script the page keeps the still picture and the list; on paper too.
(() => {
  const { View, hit } = globalThis.fahuoPacking;
  const START = { yaw: (33 * Math.PI) / 180, pitch: (30 * Math.PI) / 180, zoom: 1 };
  const TURN = Math.PI / 18, STEEPEST = Math.PI / 2, PLAY_MS = 900, STILL_PX = 5;
  const between = (low, value, high) => Math.min(high, Math.max(low, value));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  class Drawing {
    constructor(root) {
      this.root = root;
      this.data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
      this.canvas = root.querySelector("canvas");
      this.named = root.querySelector(".named");
      this.hint = this.named.textContent;
      this.rows = [...root.querySelectorAll("li[data-step]")];
      this.look = { ...START, upto: this.data.steps.length };
      this.hot = null;
      this.fingers = new Map();
      root.classList.add("live");
      this.view = new View(this.canvas, this.data);
      this.listenToHands();
      this.listenToKeys();
      this.listenToSteps();
      new ResizeObserver(() => { this.view.fit(); this.repaint(); }).observe(this.canvas);
      this.repaint();
    }

    repaint() {
      if (this.waiting) return;
      this.waiting = requestAnimationFrame(() => {
        this.waiting = 0;
        const stepping = this.look.upto < this.data.steps.length && this.look.upto > 0;
        this.view.paint(this.look, this.hot || (stepping ? { block: this.look.upto - 1 } : null));
      });
    }

    turn(yaw, pitch) {
      this.look.yaw = (this.look.yaw + yaw) % (2 * Math.PI);
      this.look.pitch = between(-STEEPEST / 2, this.look.pitch + pitch, STEEPEST);
      this.repaint();
    }

    zoom(by) { this.look.zoom = between(0.5, this.look.zoom * by, 8); this.repaint(); }

    reset() { Object.assign(this.look, START); this.repaint(); }

    // which piece is drawn at a place of the window
    pieceAt(event) {
      const place = this.canvas.getBoundingClientRect(), { view } = this;
      view.turn(this.look);
      const found = hit(view.blocks, view.pointAt(event.clientX - place.left, event.clientY - place.top), view.toViewer, (i) => i < this.look.upto);
      if (!found) return null;
      const block = view.blocks[found.index];
      const cell = block.lo.map((lo, k) => between(0, Math.floor((found.at[k] - lo) / block.size[k] - (k === found.face && view.toViewer[k] > 0 ? 0.5 : 0)), block.count[k] - 1));
      return { block: found.index, cell };
    }

    // say the name of a block or of one piece in it, here and in the list
    name(hot) {
      const same = hot && this.hot && hot.block === this.hot.block && String(hot.cell) === String(this.hot.cell);
      if (same || (!hot && !this.hot)) return;
      this.hot = hot;
      this.rows.forEach((row, i) => row.classList.toggle("hot", hot !== null && i === hot.block));
      this.named.textContent = hot ? this.sentence(hot) : this.hint;
      if (hot) this.uncover(this.rows[hot.block]);
      this.repaint();
    }

    // scroll the list, never the page, to a row
    uncover(row) {
      const list = row && row.parentElement;
      if (row && (row.offsetTop < list.scrollTop || row.offsetTop + row.offsetHeight > list.scrollTop + list.clientHeight)) list.scrollTop = row.offsetTop - list.clientHeight / 2;
    }

    sentence({ block, cell }) {
      const { steps, lines, where, words } = this.data, [, , , dx, dy, dz, nx, ny, nz, line, first] = steps[block];
      const total = this.totals()[line], n = cell ? first + cell[0] + nx * (cell[1] + ny * cell[2]) : first;
      const piece = cell || nx * ny * nz === 1 ? fill(words.piece, { n, m: total }) : `${nx * ny * nz} / ${total}`;
      return [`${lines[line].sku} ${lines[line].name}`.trim(), `${dx} × ${dy} × ${dz} mm`, where[block], piece, fill(words.of_step, { n: block + 1 })].filter(Boolean).join(" · ");
    }

    totals() {
      this.sums = this.sums || this.data.steps.reduce((sums, [, , , , , , nx, ny, nz, line]) => { sums[line] = (sums[line] || 0) + nx * ny * nz; return sums; }, []);
      return this.sums;
    }

    listenToHands() {
      const { canvas, fingers } = this;
      let moved = 0;
      canvas.addEventListener("pointerdown", (event) => {
        canvas.focus({ preventScroll: true });
        canvas.setPointerCapture(event.pointerId);
        fingers.set(event.pointerId, [event.clientX, event.clientY]);
        moved = 0;
        event.preventDefault();
      });
      canvas.addEventListener("pointermove", (event) => {
        const before = fingers.get(event.pointerId);
        if (!before) { this.name(this.pieceAt(event)); return; }
        const [dx, dy] = [event.clientX - before[0], event.clientY - before[1]], spread = () => { const [a, b] = [...fingers.values()]; return Math.hypot(a[0] - b[0], a[1] - b[1]) || 1; };
        const apart = fingers.size === 2 && spread();
        moved += Math.abs(dx) + Math.abs(dy);
        fingers.set(event.pointerId, [event.clientX, event.clientY]);
        if (apart) this.zoom(spread() / apart);
        else this.turn(-dx / 110, dy / 110);
      });
      const up = (event) => {
        if (fingers.delete(event.pointerId) && moved < STILL_PX && event.type === "pointerup") this.name(this.pieceAt(event));
      };
      canvas.addEventListener("pointerup", up);
      canvas.addEventListener("pointercancel", up);
      canvas.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") this.name(null); });
      canvas.addEventListener("dblclick", () => this.reset());
      canvas.addEventListener("wheel", (event) => {
        if (document.activeElement !== canvas && !event.ctrlKey) return; // a page that is scrolled past must not get stuck here
        event.preventDefault();
        this.zoom(Math.exp(-event.deltaY / 500));
      }, { passive: false });
    }

    listenToKeys() {
      const keys = {
        ArrowLeft: () => this.turn(TURN, 0), ArrowRight: () => this.turn(-TURN, 0), ArrowUp: () => this.turn(0, TURN), ArrowDown: () => this.turn(0, -TURN),
        "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), Home: () => this.reset(),
        PageDown: () => this.goTo(this.look.upto + 1), PageUp: () => this.goTo(this.look.upto - 1), Escape: () => this.name(null),
      };
      this.canvas.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
        event.preventDefault();
        event.stopPropagation();
        keys[event.key]();
      });
      const acts = { in: () => this.zoom(1.25), out: () => this.zoom(0.8), reset: () => this.reset() };
      this.root.querySelectorAll("[data-look]").forEach((button) => button.addEventListener("click", acts[button.dataset.look]));
    }

    listenToSteps() {
      const part = (name) => this.root.querySelector(`[data-do=${name}]`);
      this.slider = this.root.querySelector("input[type=range]");
      this.said = this.root.querySelector("output");
      this.player = part("play");
      if (this.slider) {
        this.slider.addEventListener("input", () => { this.stop(); this.goTo(Number(this.slider.value)); });
        part("back").addEventListener("click", () => { this.stop(); this.goTo(this.look.upto - 1); });
        part("next").addEventListener("click", () => { this.stop(); this.goTo(this.look.upto + 1); });
        this.player.addEventListener("click", () => (this.timer ? this.stop() : this.play()));
      }
      this.rows.forEach((row, i) => {
        row.tabIndex = i ? -1 : 0; // one stop for the whole list; arrows go on from there
        row.addEventListener("mouseenter", () => this.name({ block: i }));
        row.addEventListener("mouseleave", () => this.name(null));
        row.addEventListener("focus", () => this.name({ block: i }));
        row.addEventListener("blur", () => this.name(null));
        row.addEventListener("keydown", (event) => {
          const other = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: this.rows.length - 1 }[event.key];
          if (event.target !== row) return;
          if (event.key === "Enter") this.goTo(i + 1);
          if (other === undefined || !this.rows[other]) return;
          event.preventDefault();
          row.tabIndex = -1;
          this.rows[other].tabIndex = 0;
          this.rows[other].focus();
        });
      });
    }

    // show the first n steps
    goTo(n) {
      const { steps, lines, where, words } = this.data, m = steps.length;
      const upto = between(this.slider ? 1 : m, n, m);
      this.look.upto = upto;
      this.hot = null;
      this.rows.forEach((row, i) => { row.classList.toggle("hot", i === upto - 1 && upto < m); row.classList.toggle("later", i >= upto); });
      if (this.slider) {
        const [, , , , , , nx, ny, nz, line] = steps[upto - 1], what = fill(words.pieces, { n: nx * ny * nz, sku: lines[line].sku, where: where[upto - 1] });
        this.slider.value = upto;
        this.said.textContent = fill(words.step, { n: upto, m, what });
        this.slider.setAttribute("aria-valuetext", this.said.textContent);
      }
      this.named.textContent = this.hint;
      this.uncover(this.rows[upto - 1]);
      this.repaint();
    }

    play() {
      if (this.look.upto >= this.data.steps.length) this.goTo(1);
      this.player.textContent = this.data.words.pause;
      this.timer = setInterval(() => {
        if (!this.root.isConnected || this.look.upto >= this.data.steps.length) this.stop();
        else this.goTo(this.look.upto + 1);
      }, PLAY_MS);
    }

    stop() {
      clearInterval(this.timer);
      this.timer = 0;
      if (this.player) this.player.textContent = this.data.words.play;
    }
  }

  const begin = (within) => within.querySelectorAll("[data-packing]:not(.live)").forEach((root) => { root.drawing = new Drawing(root); });
  document.addEventListener("DOMContentLoaded", () => begin(document));
  for (const drawn of ["htmx:afterSwap", "fahuo:drawn"]) document.addEventListener(drawn, () => begin(document));
})();
