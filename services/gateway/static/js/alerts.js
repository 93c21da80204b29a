/**
 * Alerts on an open page: htmx's event stream brings the band; this says each new one aloud once, marks the tab,
 * and says so when the stream is lost for longer than a moment.
 */
const LOST_AFTER = 4000, AGAIN_EVERY = 5000;
const region = document.getElementById("alerts");
const title = document.title;
const ids = () => new Map([...region.querySelectorAll("[data-alert-id]")].map((band) => [band.dataset.alertId, band]));

if (region) {
  let known = new Set(ids().keys());
  let timer = 0;

  const look = () => {
    const now = ids();
    const fresh = [...now].filter(([id]) => !known.has(id)).map(([, band]) => band.querySelector(".alert-words").textContent.replace(/\s+/g, " "));
    if (fresh.length) {
      const voice = document.getElementById("announce-now");
      voice.textContent = `${voice.dataset.alertWords} ${fresh.join(" ")}`;
    }
    known = new Set(now.keys());
    document.title = now.size ? `(${now.size}) ${title}` : title;
  };
  new MutationObserver(look).observe(region, { childList: true, subtree: true });
  look();

  const connection = (isOpen) => {
    region.dataset.connection = isOpen ? "open" : "lost";
    if (isOpen) clearTimeout(timer);
    const lost = document.querySelector("[data-alerts-lost]");
    if (isOpen) { lost.hidden = true; timer = 0; }
    else timer ||= setTimeout(() => { lost.hidden = false; }, LOST_AFTER);
  };
  region.addEventListener("htmx:sse:after:connection", () => connection(true));
  for (const name of ["htmx:sse:error", "htmx:sse:close", "htmx:sse:before:connection"]) region.addEventListener(name, () => connection(false));
  for (const name of ["htmx:response:error", "htmx:error"]) region.addEventListener(name, () => connection(false));

  // htmx reconnects a stream that has once been open; the first opening is ours to try again. It ignores a second stream.
  setInterval(() => { if (region.dataset.connection !== "open") region.dispatchEvent(new Event("reconnect")); }, AGAIN_EVERY);
  region.addEventListener("htmx:before:swap", (event) => {
    const type = event.detail.ctx?.response?.raw.headers.get("Content-Type") ?? "";
    if (type.includes("text/event-stream")) return;
    event.preventDefault(); // a page that says what is wrong is no band
    connection(false);
  });
}
