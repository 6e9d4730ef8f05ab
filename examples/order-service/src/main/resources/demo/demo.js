"use strict";
const SLOWED = 60, ROWS = 16;
const $ = id => document.getElementById(id);
const count = n => n.toLocaleString("en-US");
const ms = value => value == null ? "–" : value < 10 ? value.toFixed(1) + " ms" : value < 1000 ? Math.round(value) + " ms" : (value / 1000).toFixed(1) + " s";
const rows = new Map();
let firstNews = true;

// ---- the stream of news -------------------------------------------------------------------------------------------
const news = new EventSource("demo/news");
news.onopen = () => { firstNews = true; link("live"); };
news.onerror = () => link("the demo has stopped", true);
news.onmessage = message => tell(JSON.parse(message.data));

function link(text, off = false) {
  $("link").textContent = text;
  $("link").classList.toggle("off", off);
}

function tell({totals, redis, kafka, cards}) {
  for (const name of ["committed", "rolledBack", "inRedis", "inKafka"]) $(name).textContent = count(totals[name]);
  for (const [name, view] of [["redis", redis], ["kafka", kafka]]) {
    $(name + "P50").textContent = ms(view.p50);
    $(name + "P99").textContent = ms(view.p99);
  }
  for (const item of document.querySelectorAll("[data-check]")) {
    const value = totals[item.dataset.check];
    item.classList.toggle("bad", value > 0);
    item.lastElementChild.textContent = count(value);
  }
  Chart.add("live", redis.fresh);
  Chart.add("durable", kafka.fresh);
  if (firstNews) {
    rows.clear();
    $("rows").replaceChildren();
  }
  cards.sort((a, b) => a.id - b.id).forEach(card => show(card, !firstNews));
  firstNews = false;
}

// ---- rows ---------------------------------------------------------------------------------------------------------
function show(card, moving) {
  let row = rows.get(card.id);
  if (!row) {
    if (rows.size && card.id < Math.max(...rows.keys()) - ROWS) return; // scrolled out long ago
    row = newRow(card, moving);
  }
  const before = row.card;
  row.card = card;
  if (isGroup(card)) {
    showGroup(row, before);
  } else {
    advance(row);
  }
}

const isGroup = card => card.planned !== 1 || card.kind !== "ORDER";

function newRow(card, moving) {
  const element = document.createElement("div");
  const row = {element, card, moving, reached: {}, sent: {}};
  element.className = "row" + (isGroup(card) ? " group" : "") + (moving ? " fresh" : "");
  element.append(what(card));
  row.cells = ["commit", "live", "durable"].map(stream => {
    const cell = document.createElement("span");
    cell.className = "cell wait " + stream;
    element.append(cell);
    return cell;
  });
  document.querySelector(".empty")?.remove();
  $("rows").prepend(element);
  rows.set(card.id, row);
  for (const [id, old] of rows) {
    if (rows.size <= ROWS) break;
    old.element.remove();
    rows.delete(id);
  }
  return row;
}

function what(card) {
  const span = document.createElement("span"), title = document.createElement("b"), detail = document.createElement("small");
  span.className = "what";
  title.textContent = card.title;
  title.dataset.mark = {LEGACY: "▤", BURST: "⚡", OUTSIDE: "→"}[card.kind] ?? "";
  if (card.kind === "ORDER") title.style.fontWeight = 500;
  detail.textContent = card.detail;
  span.append(title, detail);
  return span;
}

// One order: each step is shown when its dot arrives.
async function advance(row) {
  const {card, sent, reached} = row;
  if (!sent.commit) {
    sent.commit = true;
    if (row.moving) await Wires.travel(["service", "postgres"], card.rolledBack ? "gone" : "commit", 420);
    reached.commit = true;
  }
  if (!reached.commit) return;
  if (row.card.rolledBack) return undo(row);
  if (row.card.commitMs == null) return;
  fill(row, 0, `<span class="long">committed in</span> <b>${ms(row.card.commitMs)}</b>`);
  if (row.moving && !row.flashed) flash("postgres");
  row.flashed = true;
  arrive(row, 1, "redisMs", ["postgres", "poller", "redis"], "live");
  arrive(row, 2, "kafkaMs", ["postgres", "debezium", "kafka"], "durable");
}

async function arrive(row, index, field, stops, colour) {
  if (row.sent[colour] || row.card[field] == null) return;
  row.sent[colour] = true;
  const latency = row.card[field];
  if (row.moving) {
    await Wires.travel(stops, colour, Math.min(1800, Math.max(260, latency * SLOWED)));
    flash(stops.at(-1));
  }
  fill(row, index, `<b>${ms(latency)}</b>`, Math.sqrt(Math.min(250, latency) / 250));
}

function undo(row) {
  if (row.moving) flash("postgres", "refuse");
  row.element.classList.add("undone");
  const never = document.createElement("span");
  never.className = "never";
  never.textContent = "rolled back: nothing left the database";
  row.cells.forEach(cell => cell.remove());
  row.element.append(never);
}

// Many events: counts and bars, and a sparse stream of dots.
function showGroup(row, before) {
  const {card} = row, [commit, live, durable] = row.cells;
  const counts = [card.committed, card.inRedis, card.inKafka];
  if (row.moving) {
    const old = before === card ? [0, 0, 0] : [before.committed, before.inRedis, before.inKafka];
    const source = card.kind === "LEGACY" ? "legacy" : "service";
    spray(counts[0] - old[0], card.kind === "OUTSIDE" ? null : [source, "postgres"], "commit");
    spray(counts[1] - old[1], ["postgres", "poller", "redis"], "live");
    spray(counts[2] - old[2], ["postgres", "debezium", "kafka"], "durable");
  }
  const took = card.elapsedMs >= 1000 ? ` <span class="long">in ${ms(card.elapsedMs)}</span>` : "";
  const texts = [
    counts[0] === card.planned ? `<b>${count(counts[0])}</b> <span class="long">committed</span>${took}` : progress(card, counts[0]),
    card.redisMs != null ? `<b>${count(counts[1])}</b> ${behind(card, card.redisMs)}` : progress(card, counts[1]),
    card.kafkaMs != null ? `<b>${count(counts[2])}</b> ${behind(card, card.kafkaMs)}` : progress(card, counts[2]),
  ];
  texts.forEach((text, i) => fill(row, i, text, card.planned ? counts[i] / card.planned : 0));
}

const progress = (card, n) => `<b>${count(n)}</b> <span class="long">of ${count(card.planned)}</span>`;
const behind = (card, value) => card.kind === "BURST" ? `<span class="long">· last after</span> ${ms(value)}` : `<span class="long">· all after</span> ${ms(value)}`;

function spray(events, stops, colour) {
  if (events <= 0 || !stops) return;
  const dots = Math.min(3, Math.ceil(events / 8));
  for (let i = 0; i < dots; i++) {
    setTimeout(() => Wires.travel(stops, colour, 320 * (stops.length - 1), 4).then(() => flash(stops.at(-1))), i * 45);
  }
}

function fill(row, index, html, share) {
  const cell = row.cells[index];
  if (!cell.firstElementChild) {
    cell.innerHTML = '<span class="text"></span>' + (share === undefined ? "" : '<span class="bar"><i></i></span>');
    cell.classList.replace("wait", "on");
  }
  const text = cell.firstElementChild;
  if (text.innerHTML !== html) text.innerHTML = html; // numbers only: nothing here comes from a user
  if (share !== undefined) cell.querySelector("i").style.width = Math.max(1, share * 100) + "%";
}

function flash(id, name = "flash") {
  const box = $(id);
  if (box.classList.contains(name)) return;
  box.classList.add(name);
  setTimeout(() => box.classList.remove(name), 520);
}

// ---- buttons ------------------------------------------------------------------------------------------------------
for (const button of document.querySelectorAll("[data-act]")) {
  button.onclick = async () => {
    const slow = button.dataset.act === "burst" || button.dataset.act === "batch";
    button.disabled = slow;
    try {
      await fetch("demo/" + button.dataset.act, {method: "POST"});
    } finally {
      button.disabled = false;
    }
  };
}
$("autoplay").onchange = event => fetch("demo/autoplay?on=" + event.target.checked, {method: "POST"});
$("curl").textContent = `curl ${location.origin}/orders -H 'content-type: application/json' \\
  -d '{"customer":"You","item":"kite","amount":12.50}'`;
