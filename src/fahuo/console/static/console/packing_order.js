// In which order cuboids are painted so that none is painted over one that stands before it, seen from any side.
// Cuboids along the axes that do not overlap are parted once by planes (a tree); walking the tree from the far side of each plane
// to its near side is then the right order for any direction of view. Cuboids that cover each other in a ring are cut by a plane;
// the parts remember whose they are. Nothing here knows of a page: see packing.js for the drawing.
globalThis.fahuoPacking = globalThis.fahuoPacking || {};
(() => {
  const CUT = 8; // a cut costs as much as leaving one side this much heavier

  // cuboids {lo: [x, y, z], hi: [x, y, z]} -> tree of {axis, at, low, high}, leaves are lists of {lo, hi, of: index}
  function partition(cuboids) {
    return part(cuboids.map(({ lo, hi }, of) => ({ lo, hi, of })));
  }

  function part(cuboids) {
    if (cuboids.length < 2) return { cuboids };
    const plane = bestPlane(cuboids);
    if (!plane) return { cuboids }; // they overlap: no plane parts them, any order is as wrong as the other
    const { axis, at } = plane, low = [], high = [];
    for (const c of cuboids) {
      if (c.hi[axis] <= at) low.push(c);
      else if (c.lo[axis] >= at) high.push(c);
      else {
        low.push({ lo: c.lo, hi: c.hi.map((v, k) => (k === axis ? at : v)), of: c.of });
        high.push({ lo: c.lo.map((v, k) => (k === axis ? at : v)), hi: c.hi, of: c.of });
      }
    }
    return { axis, at, low: part(low), high: part(high) };
  }

  // The plane along a cuboid's face that cuts fewest and leaves two sides alike. Any two cuboids apart have one between them.
  function bestPlane(cuboids) {
    let best = null;
    for (let axis = 0; axis < 3; axis++) {
      const los = cuboids.map((c) => c.lo[axis]).sort((a, b) => a - b), his = cuboids.map((c) => c.hi[axis]).sort((a, b) => a - b);
      let before = 0, begun = 0;
      for (const at of [...new Set([...los, ...his])].sort((a, b) => a - b)) {
        while (before < his.length && his[before] <= at) before++;
        while (begun < los.length && los[begun] < at) begun++;
        const after = los.length - begun, cost = CUT * (begun - before) + Math.abs(before - after);
        if (before && after && (!best || cost < best.cost)) best = { axis, at, cost };
      }
    }
    return best;
  }

  // The tree's cuboids, the farthest first. `toViewer` points from the goods to the eye, which is infinitely far away.
  function backToFront(tree, toViewer) {
    const painted = [], open = [tree];
    while (open.length) {
      const node = open.pop();
      if (node.cuboids) painted.push(...node.cuboids);
      else if (toViewer[node.axis] >= 0) open.push(node.high, node.low);
      else open.push(node.low, node.high);
    }
    return painted;
  }

  // The cuboid that the line through `point` along `toViewer` meets first, coming from the eye; null where it meets none of `shown`.
  function hit(cuboids, point, toViewer, shown = () => true) {
    let nearest = null, best = -Infinity;
    cuboids.forEach((c, index) => {
      let enter = Infinity, leave = -Infinity, face = 0; // how far along the line, towards the eye
      for (let k = 0; k < 3; k++) {
        if (Math.abs(toViewer[k]) < 1e-9) {
          if (point[k] < c.lo[k] || point[k] > c.hi[k]) return;
          continue;
        }
        const a = (c.lo[k] - point[k]) / toViewer[k], b = (c.hi[k] - point[k]) / toViewer[k];
        if (Math.max(a, b) < enter) { enter = Math.max(a, b); face = k; }
        leave = Math.max(leave, Math.min(a, b));
      }
      if (enter > leave && enter > best && shown(index)) {
        best = enter;
        nearest = { index, face, at: point.map((v, k) => v + enter * toViewer[k]) };
      }
    });
    return nearest;
  }

  Object.assign(globalThis.fahuoPacking, { partition, backToFront, hit });
})();
