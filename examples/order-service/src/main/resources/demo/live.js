"use strict";
// The live endpoint as any page would use it: told to load, then every event once, whatever is restarted in between.
const Live = (() => {
  const heard = [], seen = new Set(), resets = [];
  let twice = 0, last = null;

  function open() {
    const source = new EventSource("outbox/live?type=order" + (last ? "&lastEventId=" + last : ""));
    source.addEventListener("reset", message => {   // here a page loads its state from its own API
      last = message.lastEventId;
      resets.push(JSON.parse(message.data).reason);
      show();
    });
    source.onmessage = message => {                 // and here it applies what happened since
      last = message.lastEventId;
      const {id} = JSON.parse(message.data);
      if (seen.has(id)) twice++;
      seen.add(id);
      heard.push(id);
      show();
    };
    source.onerror = () => {                        // reconnects by itself, unless something in between answered with an error
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000);
    };
  }

  function show() {
    document.getElementById("heard").textContent = heard.length.toLocaleString("en-US");
    document.getElementById("reloads").textContent = resets.length;
    const item = document.getElementById("twice");
    item.lastElementChild.textContent = twice.toLocaleString("en-US");
    item.classList.toggle("bad", twice > 0);
  }

  open();
  return {heard, resets, connected: () => resets.length > 0};
})();
