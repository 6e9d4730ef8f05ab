"use strict";
// The latest latencies as points on a logarithmic axis: one colour per stream, newest at the right.
const Chart = (() => {
  const KEEP = 240, LOW = .3, HIGH = 3000;
  const canvas = document.getElementById("chart"), pen = canvas.getContext("2d");
  const series = {live: [], durable: []};
  let due = false;

  function add(stream, values) {
    if (!values.length) return;
    series[stream].push(...values);
    series[stream].splice(0, series[stream].length - KEEP);
    later();
  }

  function later() {
    if (!due) requestAnimationFrame(() => { due = false; draw(); });
    due = true;
  }

  function draw() {
    const scale = devicePixelRatio, width = canvas.clientWidth, height = canvas.clientHeight;
    canvas.width = width * scale;
    canvas.height = height * scale;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    const style = getComputedStyle(document.documentElement), colour = name => style.getPropertyValue("--" + name);
    const y = ms => height - 6 - (Math.log(Math.min(HIGH, Math.max(LOW, ms)) / LOW) / Math.log(HIGH / LOW)) * (height - 16);
    pen.font = "11px system-ui, sans-serif";
    for (const tick of [1, 10, 100, 1000]) {
      pen.fillStyle = colour("faint");
      pen.fillText(tick === 1000 ? "1 s" : tick, 0, y(tick) + 4);
      pen.fillStyle = colour("track");
      pen.fillRect(30, y(tick), width - 30, 1);
    }
    for (const [stream, values] of Object.entries(series)) {
      pen.fillStyle = colour(stream);
      values.forEach((ms, i) => {
        pen.globalAlpha = .25 + .6 * (KEEP - values.length + i) / KEEP;
        pen.beginPath();
        pen.arc(width - 4 - (values.length - 1 - i) * (width - 42) / KEEP, y(ms), 2.4, 0, 7);
        pen.fill();
      });
      pen.globalAlpha = 1;
    }
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", later);
  new ResizeObserver(later).observe(canvas);
  return {add};
})();
