"use strict";
// The picture's wires, and the dots that travel on them. Positions come from the laid-out boxes, so any width works.
const Wires = (() => {
  const NS = "http://www.w3.org/2000/svg";
  const MAX_DOTS = 90;
  const LINKS = ["service>postgres", "legacy>postgres", "postgres>poller", "poller>redis", "postgres>debezium", "debezium>kafka"];
  const svg = document.getElementById("wires");
  const paths = Object.fromEntries(LINKS.map(link => [link, svg.appendChild(document.createElementNS(NS, "path"))]));
  const dots = new Set();
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function draw() {
    const origin = svg.getBoundingClientRect();
    for (const link of LINKS) {
      const [from, to] = link.split(">").map(id => document.getElementById(id).getBoundingClientRect());
      paths[link].setAttribute("d", to.left > from.right - 4 ? across(from, to, origin) : down(from, to, origin));
    }
  }

  function across(from, to, origin) {
    const x1 = from.right - origin.left, x2 = to.left - origin.left, middle = (x1 + x2) / 2;
    const y1 = meet(from, to, "top", "bottom") - origin.top, y2 = meet(to, from, "top", "bottom") - origin.top;
    return `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
  }

  function down(from, to, origin) {
    const y1 = from.bottom - origin.top, y2 = to.top - origin.top, middle = (y1 + y2) / 2;
    const x1 = meet(from, to, "left", "right") - origin.left, x2 = meet(to, from, "left", "right") - origin.left;
    return `M${x1},${y1}C${x1},${middle} ${x2},${middle} ${x2},${y2}`;
  }

  // Where a wire touches a box: its middle, or for a big box as near as it gets to the other's middle.
  function meet(box, other, low, high) {
    const pad = (box[high] - box[low]) * .22, middle = (other[low] + other[high]) / 2;
    return Math.min(Math.max(middle, box[low] + pad), box[high] - pad);
  }

  /** Sends a dot over the named boxes; resolves when it is there (at once when nothing moves here). */
  function travel(stops, colour, millis, radius = 6) {
    if (still.matches || document.hidden || dots.size >= MAX_DOTS) {
      return Promise.resolve();
    }
    return new Promise(resolve => {
      const legs = stops.slice(1).map((stop, i) => paths[`${stops[i]}>${stop}`]);
      const circle = document.createElementNS(NS, "circle");
      circle.setAttribute("class", colour);
      circle.setAttribute("r", radius);
      svg.appendChild(circle);
      dots.add({circle, legs, millis, start: performance.now(), resolve});
      if (dots.size === 1) requestAnimationFrame(step);
    });
  }

  function step(now) {
    for (const dot of dots) {
      const done = (now - dot.start) / dot.millis;
      if (done >= 1) {
        dot.circle.remove();
        dots.delete(dot);
        dot.resolve();
        continue;
      }
      const at = Math.max(0, done) * dot.legs.length, leg = dot.legs[Math.floor(at)];
      const point = leg.getPointAtLength((at % 1) * leg.getTotalLength());
      dot.circle.setAttribute("cx", point.x);
      dot.circle.setAttribute("cy", point.y);
    }
    if (dots.size) requestAnimationFrame(step);
  }

  document.addEventListener("visibilitychange", () => {
    for (const dot of dots) dot.millis = 0; // a hidden page gets no frames: let every dot arrive
    if (!document.hidden && dots.size) requestAnimationFrame(step);
  });
  new ResizeObserver(draw).observe(document.getElementById("flow"));
  draw();
  return {travel};
})();
