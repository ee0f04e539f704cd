// What happens, as it happens: one event stream for the page, closed while the page is hidden, with polling if it drops.

export function follow(topics, learn, mark) {
  let source = null;
  let last = null;
  let waiting = null;
  let looking = false;
  let again = false;
  const soon = (event) => {
    if (event) last = event.lastEventId || last;
    if (waiting) return;
    waiting = setTimeout(() => { waiting = null; look(); }, 250); // a burst of events is one look at the database
  };
  // One look at a time, and one more if something happened meanwhile: an answer may be older than the last event.
  const look = async () => {
    if (looking) { again = true; return; }
    looking = true;
    try { await learn(); } finally {
      looking = false;
      if (again) { again = false; soon(); }
    }
  };
  const open = () => {
    const after = last ? `&after=${encodeURIComponent(last)}` : "";
    source = new EventSource(`/api/v1/stream?topics=${encodeURIComponent(topics.join(","))}${after}`);
    source.onopen = () => { show(true); soon(); }; // what happened since the page was drawn
    source.onmessage = soon;
    source.addEventListener("end", (event) => { last = event.lastEventId || last; close(); open(); });
    source.onerror = () => { show(false); if (source.readyState === EventSource.CLOSED) setTimeout(() => { if (source && !document.hidden) { close(); open(); } }, 5000); };
  };
  const close = () => { if (source) source.close(); source = null; };
  const show = (live) => {
    mark.className = live ? "live" : "live off";
    mark.textContent = live ? "live" : "not connected; trying again, this is what was known last";
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else if (!source) { open(); look(); }
  });
  addEventListener("pagehide", close);
  mark.textContent = "connecting";
  open();
  setInterval(() => { if (mark.classList.contains("off") && !document.hidden) look(); }, 10000);
}
