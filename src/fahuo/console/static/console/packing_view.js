// The drawing of a packed box on a canvas: box, blocks of pieces, names on their faces, sizes. It paints what it is told and knows no events.
(() => {
  const { backToFront, partition } = globalThis.fahuoPacking;
  const BOARD = "#d9b88a", BOARD_LINE = "#8a6a3c", BAG = "#9db2bd", INK = "#1a211d", TEXT = '"Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans SC", sans-serif';
  const SHADE = [0.28, 0.14, 0, 0.36]; // of faces across x, y, z, and of those seen from below: as in the still picture
  const SEAM = 3, CLOSE = 7; // px: seams nearer than this are left out; in blocks narrower than this none are drawn
  const UP = [0, 1, 2];

  const darker = (colour, by) => "#" + [1, 3, 5].map((i) => Math.round(parseInt(colour.slice(i, i + 2), 16) * (1 - by)).toString(16).padStart(2, "0")).join("");

  // data as console.draw.packing_steps.as_data makes it
  class View {
    constructor(canvas, data) {
      this.canvas = canvas;
      this.pen = canvas.getContext("2d");
      this.kind = data.kind;
      this.inside = data.inside;
      this.blocks = data.steps.map(([x, y, z, dx, dy, dz, nx, ny, nz, line]) => {
        const { sku, colour } = data.lines[line];
        return { lo: [x, y, z], hi: [x + dx * nx, y + dy * ny, z + dz * nz], size: [dx, dy, dz], count: [nx, ny, nz], sku, covers: [[], [], []], colours: SHADE.map((by) => darker(colour, by)) };
      });
      this.tree = partition(this.blocks);
      this.findCovers();
      this.fit();
    }

    // which block covers a whole face of another: between loose pieces of one kind nearly all faces, which then need no paint
    findCovers() {
      const key = ({ lo, hi }, axis, at) => [axis, at, ...UP.filter((k) => k !== axis).flatMap((k) => [lo[k], hi[k]])].join();
      for (const axis of UP) {
        const lows = new Map(this.blocks.map((block, i) => [key(block, axis, block.lo[axis]), i]));
        this.blocks.forEach((block, i) => {
          const other = lows.get(key(block, axis, block.hi[axis]));
          if (other === undefined) return;
          block.covers[axis][1] = other;
          this.blocks[other].covers[axis][0] = i;
        });
      }
    }

    // the canvas takes the pixels of its place; the zoom that shows the whole box from any side
    fit() {
      const { width, height } = this.canvas.getBoundingClientRect(), sharp = Math.min(globalThis.devicePixelRatio || 1, 2);
      this.width = Math.max(width, 50); this.height = Math.max(height, 50);
      this.canvas.width = Math.round(this.width * sharp); this.canvas.height = Math.round(this.height * sharp);
      this.pen.setTransform(sharp, 0, 0, sharp, 0, 0);
      const [l, w, h] = this.inside, open = this.kind === "box" ? this.flap() : 0, rim = this.kind === "mailer" ? this.hem() : 0;
      const across = Math.hypot(l + 2 * rim, w + 2 * rim) + 0.9 * open;
      this.whole = Math.min((this.width - 80) / across, (this.height - 44) / (0.5 * across + 0.87 * h + 0.5 * open));
    }

    flap() { return Math.min(this.inside[1] / 2, this.inside[0] / 2, Math.max(this.inside[2] * 0.5, 30)); }

    hem() { return this.inside[2] / 2 + 0.04 * Math.max(this.inside[0], this.inside[1]); } // by how much a bag's sheet is wider than the goods

    // turned by yaw and pitch (radians): what maps millimetres to pixels, and where the eye is
    turn({ yaw, pitch, zoom, upto }) {
      const s = this.whole * zoom, [c, n, a, b] = [Math.cos(yaw), Math.sin(yaw), Math.sin(pitch), Math.cos(pitch)];
      const [l, w, h] = this.inside;
      this.right = [s * c, -s * n, 0];
      this.down = [s * n * a, s * c * a, -s * b];
      this.toViewer = [n * b, c * b, a];
      this.upto = upto;
      this.centre = [0, 0];
      const [u, v] = this.flat([l / 2, w / 2, h / 2]);
      this.centre = [this.width / 2 - u, this.height / 2 - v];
    }

    flat([x, y, z]) {
      const { right: r, down: d, centre } = this;
      return [r[0] * x + r[1] * y + r[2] * z + centre[0], d[0] * x + d[1] * y + d[2] * z + centre[1]];
    }

    // the point of the box's middle plane that is drawn at a pixel
    pointAt(u, v) {
      const { right: r, down: d, toViewer: t } = this, s2 = r[0] * r[0] + r[1] * r[1] + r[2] * r[2], [cu, cv] = [(u - this.centre[0]) / s2, (v - this.centre[1]) / s2];
      return t.map((_, k) => cu * r[k] + cv * d[k]); // right, down and the line of sight stand square on each other
    }

    paint(look, hot) {
      const { pen } = this;
      this.turn(look);
      pen.clearRect(0, 0, this.width, this.height);
      pen.lineJoin = "round";
      this.walls(false);
      for (const part of backToFront(this.tree, this.toViewer)) if (part.of < this.upto) this.solid(part);
      this.walls(true);
      this.sizes();
      if (hot && hot.block < this.upto) this.mark(hot);
    }

    path(points) {
      const { pen } = this;
      pen.beginPath();
      points.forEach((p, i) => { const [u, v] = this.flat(p); i ? pen.lineTo(u, v) : pen.moveTo(u, v); });
      pen.closePath();
    }

    // one face of lo..hi across an axis, at its high or low side
    face(lo, hi, axis, high) {
      const [a, b] = UP.filter((k) => k !== axis), at = (high ? hi : lo)[axis];
      return [[lo[a], lo[b]], [hi[a], lo[b]], [hi[a], hi[b]], [lo[a], hi[b]]].map(([va, vb]) => { const p = [0, 0, 0]; p[axis] = at; p[a] = va; p[b] = vb; return p; });
    }

    // the faces that look at the eye, of a block or of the part of one that a plane cut
    solid({ lo, hi, of }) {
      const { pen } = this, block = this.blocks[of];
      for (const axis of UP) {
        if (Math.abs(this.toViewer[axis]) < 1e-6) continue;
        const high = this.toViewer[axis] > 0;
        if (block.covers[axis][Number(high)] < this.upto) continue;
        if ((high ? hi : lo)[axis] !== (high ? block.hi : block.lo)[axis]) continue; // a cut, not a face
        this.path(this.face(lo, hi, axis, high));
        pen.fillStyle = pen.strokeStyle = block.colours[axis === 2 && !high ? 3 : axis];
        pen.lineWidth = 0.7;
        pen.fill();
        pen.stroke(); // closes the hair between two parts of one face
        const cut = lo !== block.lo || hi !== block.hi;
        if (cut) { pen.save(); pen.clip(); }
        this.path(this.face(block.lo, block.hi, axis, high));
        pen.strokeStyle = "rgba(255,255,255,.9)";
        pen.lineWidth = 1;
        pen.stroke();
        this.seams(block, axis, high);
        this.name(block, of, axis, high);
        if (cut) pen.restore();
      }
    }

    // lines between the pieces of a block, one path a face
    seams(block, axis, high) {
      const { pen } = this, sides = UP.filter((k) => k !== axis), at = (high ? block.hi : block.lo)[axis];
      pen.beginPath();
      for (const k of sides) {
        const gap = Math.hypot(this.right[k], this.down[k]) * block.size[k];
        if (block.count[k] < 2 || gap * block.count[k] < CLOSE) continue;
        const other = sides[0] === k ? sides[1] : sides[0], stride = Math.max(1, Math.ceil(SEAM / gap));
        for (let i = stride; i < block.count[k]; i += stride) {
          const p = [0, 0, 0], q = [0, 0, 0];
          p[axis] = q[axis] = at; p[k] = q[k] = block.lo[k] + i * block.size[k]; p[other] = block.lo[other]; q[other] = block.hi[other];
          pen.moveTo(...this.flat(p)); pen.lineTo(...this.flat(q));
        }
      }
      pen.strokeStyle = "rgba(255,255,255,.42)";
      pen.lineWidth = 0.8;
      pen.stroke();
    }

    // number and code of a step on a face that has room, along its longer side, never mirrored and never upside down
    name(block, of, axis, high) {
      const { pen } = this, sides = UP.filter((k) => k !== axis).map((k) => {
        const length = block.hi[k] - block.lo[k];
        return { u: this.right[k], v: this.down[k], long: Math.hypot(this.right[k], this.down[k]) * length };
      });
      const [along, up] = sides[0].long >= sides[1].long ? sides : [sides[1], sides[0]];
      if (along.long < 34 || up.long < 9) return;
      const unit = ({ u, v }) => { const n = Math.hypot(u, v); return [u / n, v / n]; };
      let [ax, ay] = unit(along), [bx, by] = unit(up);
      if (ax < -1e-6 || (Math.abs(ax) <= 1e-6 && ay < 0)) [ax, ay] = [-ax, -ay];
      if (ax * by - ay * bx < 0) [bx, by] = [-bx, -by];
      const thick = up.long * Math.abs(ax * by - ay * bx), text = `${of + 1}  ${block.sku}`;
      pen.font = `600 10px ${TEXT}`;
      const size = Math.min(15, (along.long * 0.84 * 10) / pen.measureText(text).width, thick * 0.62);
      if (size < 7.5) return;
      const middle = [0, 1, 2].map((k) => (k === axis ? (high ? block.hi : block.lo)[k] : (block.lo[k] + block.hi[k]) / 2)), [u, v] = this.flat(middle);
      pen.save();
      pen.transform(ax, ay, bx, by, u, v);
      pen.font = `600 ${size}px ${TEXT}`;
      pen.textAlign = "center"; pen.textBaseline = "middle";
      pen.lineWidth = size / 5; pen.strokeStyle = "rgba(0,0,0,.38)"; pen.strokeText(text, 0, 0);
      pen.fillStyle = "#fff"; pen.fillText(text, 0, 0);
      pen.restore();
    }

    // floor and walls: those behind the goods as board, those before them as thin edges; the lid's four flaps stand open
    walls(near) {
      const { pen, kind } = this;
      if (kind === "mailer") {
        if (near === this.toViewer[2] < 0) this.bag();
        return;
      }
      for (const axis of UP) {
        for (const high of axis === 2 ? [false] : [false, true]) { // open at the top
          const faces = high === this.toViewer[axis] > 0 && Math.abs(this.toViewer[axis]) > 1e-6;
          if (faces !== near) continue;
          this.path(this.face([0, 0, 0], this.inside, axis, high));
          if (!near) { pen.fillStyle = BOARD; pen.globalAlpha = axis === 2 ? 0.34 : 0.24; pen.fill(); }
          if (near) pen.setLineDash([5, 4]);
          pen.globalAlpha = 0.6;
          pen.strokeStyle = BOARD_LINE;
          pen.lineWidth = 1;
          pen.stroke();
          pen.setLineDash([]);
          pen.globalAlpha = 1;
          if (axis < 2 && kind === "box") this.lid(axis, high, near);
        }
      }
    }

    lid(axis, high, near) {
      const { pen } = this, other = 1 - axis, depth = this.flap(), hinge = this.face([0, 0, 0], this.inside, axis, high).filter((p) => p[2] > 0);
      const out = hinge.map((p) => { const q = [...p]; q[axis] += (high ? 1 : -1) * depth * 0.9; q[2] += depth * 0.44; q[other] += (p[other] > 0 ? -1 : 1) * depth * 0.08; return q; });
      this.path([hinge[0], hinge[1], out[1], out[0]]);
      pen.globalAlpha = near ? 0.2 : 0.42;
      pen.fillStyle = BOARD;
      pen.fill();
      pen.globalAlpha = 0.75;
      pen.strokeStyle = BOARD_LINE;
      pen.lineWidth = 1;
      pen.stroke();
      pen.globalAlpha = 1;
    }

    // a soft bag: its lower sheet, wider than the goods; the upper one comes down along them
    bag() {
      const { pen } = this, [l, w] = this.inside, m = this.hem();
      this.path([[-m, -m, 0], [l + m, -m, 0], [l + m, w + m, 0], [-m, w + m, 0]]);
      pen.globalAlpha = 0.35;
      pen.fillStyle = BAG;
      pen.fill();
      pen.globalAlpha = 0.8;
      pen.strokeStyle = "#5f7784";
      pen.lineWidth = 1;
      pen.stroke();
      pen.globalAlpha = 1;
    }

    // inner length and width along the near edges of the floor, height at the outermost upright edge
    sizes() {
      const [l, w, h] = this.inside, [nx, ny] = this.toViewer.map((v) => v >= 0), x = nx ? l : 0, y = ny ? w : 0;
      const upright = [[0, 0], [l, 0], [0, w], [l, w]].sort((a, b) => this.flat([...a, 0])[0] - this.flat([...b, 0])[0])[0];
      const middle = this.flat([l / 2, w / 2, h / 2]);
      for (const [p, q, mm] of [[[0, y, 0], [l, y, 0], l], [[x, 0, 0], [x, w, 0], w], [[...upright, 0], [...upright, h], h]]) this.size(this.flat(p), this.flat(q), middle, `${mm} mm`);
    }

    size([pu, pv], [qu, qv], middle, text) {
      const { pen } = this, long = Math.hypot(qu - pu, qv - pv);
      if (long < 26) return;
      let [nu, nv] = [-(qv - pv) / long, (qu - pu) / long];
      const [mu, mv] = [(pu + qu) / 2, (pv + qv) / 2];
      if (nu * (mu - middle[0]) + nv * (mv - middle[1]) < 0) [nu, nv] = [-nu, -nv];
      pen.font = `12px ${TEXT}`;
      pen.textAlign = nu < -0.5 ? "right" : nu > 0.5 ? "left" : "center";
      pen.textBaseline = "middle";
      pen.lineWidth = 3; pen.strokeStyle = "#fff"; pen.fillStyle = "#55605a";
      const at = [mu + nu * 9, mv + nv * 13];
      pen.strokeText(text, ...at);
      pen.fillText(text, ...at);
    }

    // the outline of a named block, and of one piece in it, over everything: it may stand behind others
    mark({ block: index, cell }) {
      const block = this.blocks[index], one = cell && block.count.some((n) => n > 1);
      this.outline(block.lo, block.hi, one ? 1.6 : 3);
      if (one) {
        const lo = block.lo.map((v, k) => v + cell[k] * block.size[k]);
        this.outline(lo, lo.map((v, k) => v + block.size[k]), 3);
      }
    }

    outline(lo, hi, width) {
      const { pen } = this;
      for (const [line, colour] of [[width + 2, "rgba(255,255,255,.85)"], [width, INK]]) {
        for (const axis of UP) {
          if (Math.abs(this.toViewer[axis]) < 1e-6) continue;
          this.path(this.face(lo, hi, axis, this.toViewer[axis] > 0));
          pen.lineWidth = line;
          pen.strokeStyle = colour;
          pen.stroke();
        }
      }
    }
  }

  globalThis.fahuoPacking.View = View;
})();
